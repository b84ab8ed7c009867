# Two images, neither of which runs as root:
#
#   docker build --tag autogen .                for deployments: the program, and the roots of trust. Nothing else is in it,
#                                               no shell either, so that `[run] before`, `after` and --backup can't be used
#   docker build --tag autogen:ci --target ci . for CI: PostgreSQL's server programs as well, on which definitions are loaded
#                                               and plans are proved (scratch), and what ci/ needs: bash, git, curl, jq
#
# In the first one, scratch is elsewhere: --scratch-url names a server. upgrade, downgrade, current and history need none.

FROM rust:1-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends musl-tools \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /src
COPY . .
# OpenSSL is built in, and the C library: the program runs wherever Linux does.
RUN target=$(uname -m)-unknown-linux-musl \
    && export "CC_$(echo "$target" | tr - _)=musl-gcc" CARGO_PROFILE_RELEASE_STRIP=symbols \
    && cargo build --locked --release --bin autogen --features vendored-openssl --target "$target" \
    && install -D "target/$target/release/autogen" /out/autogen

FROM debian:bookworm-slim AS ci
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bash ca-certificates curl git jq postgresql-common \
    && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf \
    && apt-get install --yes --no-install-recommends postgresql postgresql-contrib \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 autogen
COPY --from=build /out/autogen /usr/local/bin/autogen
COPY ci /usr/local/share/autogen/ci
USER 1000:1000
WORKDIR /app

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/autogen /autogen
USER 65532:65532
WORKDIR /app
ENTRYPOINT ["/autogen"]
CMD ["upgrade"]
