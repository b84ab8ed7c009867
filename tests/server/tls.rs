//! How the line is protected: `sslmode`, certificates on both sides, channel binding.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::listening::{Listening, PASSWORD, check, fixture, shown, target, variables};

#[tokio::test]
async fn every_sslmode_means_what_libpq_means() {
    let listening = Listening::start().await;
    let (root, other) = (fixture("ca.crt").display().to_string(), fixture("other.crt").display().to_string());
    let welcome = |mode: &str| format!("user=welcome sslmode={mode}");

    assert!(!listening.is_encrypted(&welcome("disable")).await);
    assert!(!listening.is_encrypted(&welcome("allow")).await);
    assert!(listening.is_encrypted("user=secured sslmode=allow").await, "the server insists");
    assert!(listening.is_encrypted(&welcome("prefer")).await);
    assert!(listening.is_encrypted(&format!("{} sslrootcert={other}", welcome("prefer"))).await, "nothing is checked");
    assert!(listening.is_encrypted(&welcome("require")).await, "nothing is checked");
    assert!(listening.is_encrypted(&format!("{} sslrootcert={root}", welcome("require"))).await);
    assert!(listening.is_encrypted(&format!("{} sslrootcert={root}", welcome("verify-ca"))).await, "the name isn't");
    let named = format!("{} sslrootcert={root}", welcome("verify-full"));
    assert!(listening.is_encrypted(&format!("{named} host=localhost hostaddr=127.0.0.1")).await);

    let refused = async |rest: &str| listening.refused(listening.connect(rest).await);
    check(&refused("user=secured sslmode=disable").await, &["no pg_hba.conf entry"]);
    check(&refused(&named).await, &["certificate verify failed", "sslrootcert"]);
    for mode in ["require", "verify-ca"] {
        let shown = refused(&format!("{} sslrootcert={other}", welcome(mode))).await;
        check(&shown, &["certificate verify failed", "sslrootcert"]);
    }
    check(&refused(&welcome("verify-full")).await, &["no root certificate is known"]);
    check(&refused("user=welcome sslrootcert=system").await, &["certificate verify failed"]);
    check(&refused(&format!("{} sslrootcert=system", welcome("require"))).await, &["needs `sslmode=verify-full`"]);
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_the_server() {
    let listening = Listening::start().await;
    let certificate = fixture("client.crt").display().to_string();
    let key = listening.files.path().join("client.key");
    fs::copy(fixture("client.key"), &key).expect("files can be copied");
    let certified = format!("user=certified sslcert={certificate} sslkey={}", key.display());
    let readable_by = |mode: u32| fs::set_permissions(&key, PermissionsExt::from_mode(mode)).expect("it's ours");
    readable_by(0o600);
    assert!(listening.is_encrypted(&certified).await);
    let refused = async |rest: &str| listening.refused(listening.connect(rest).await);
    check(&refused("user=certified").await, &["connection requires a valid client certificate"]);
    check(&refused("user=certified sslmode=disable").await, &["no pg_hba.conf entry"]);
    check(&refused(&certified.replace("user=certified", "user=secured2")).await, &["no pg_hba.conf entry"]);
    readable_by(0o604);
    check(&refused(&certified).await, &["others can read the private key", "chmod 600"]);
    check(&refused(&certified.replace("client.key", "absent.key")).await, &["absent.key"]);
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused_where_it_is_checked() {
    let listening = Listening::start_with("on", "expired").await;
    let root = fixture("expired.crt").display().to_string();
    let named = format!("user=welcome sslrootcert={root} host=localhost hostaddr=127.0.0.1");
    for mode in ["require", "verify-ca", "verify-full"] {
        let outcome = listening.connect(&format!("{named} sslmode={mode}")).await;
        check(&listening.refused(outcome), &["certificate has expired"]);
    }
    assert!(listening.is_encrypted("user=welcome sslmode=require").await, "nothing is checked");
}

#[tokio::test]
async fn channel_binding_is_as_it_is_asked_for() {
    let listening = Listening::start().await;
    let guarded = format!("user=guarded password='{PASSWORD}'");
    for (binding, mode) in
        [("require", "require"), ("prefer", "require"), ("prefer", "disable"), ("disable", "require")]
    {
        let outcome = listening.connect(&format!("{guarded} channel_binding={binding} sslmode={mode}")).await;
        outcome.unwrap_or_else(|error| panic!("{binding} {mode}: {error:?}"));
    }
    for refused in [format!("{guarded} sslmode=disable"), "user=welcome sslmode=require".to_owned()] {
        let outcome = listening.connect(&format!("{refused} channel_binding=require")).await;
        check(&listening.refused(outcome), &["server did not use channel binding", "a SCRAM password"]);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_used_only_where_the_mode_lets_us() {
    let listening = Listening::start_with("off", "server").await;
    assert!(!listening.is_encrypted("user=welcome sslmode=prefer").await);
    let outcome = listening.connect("user=welcome sslmode=require").await;
    check(&listening.refused(outcome), &["offers no TLS"]);
}

#[tokio::test]
async fn what_would_protect_and_is_not_supported_is_refused() {
    let listening = Listening::start().await;
    for (said, refused) in [
        ("sslcrl=/x", "the connection parameter `sslcrl` is not supported"),
        ("sslnegotiation=direct", "`sslnegotiation=direct` is not supported"),
        ("require_auth=scram-sha-256", "the connection parameter `require_auth` is not supported"),
        ("gssencmode=require", "`gssencmode=require` is not supported"),
    ] {
        let outcome = listening.connect(&format!("user=welcome {said}")).await;
        check(&listening.refused(outcome), &[refused]);
    }
    listening.connect("user=welcome sslnegotiation=postgres gssencmode=prefer").await.expect("that's what we do");
    let text = listening.keywords("user=welcome");
    let error = target(&text, &variables(&[("PGSSLCRL", "/x")])).expect_err("it says who isn't to be trusted");
    check(&shown(&error), &["the connection parameter `sslcrl` is not supported"]);
}

/// OpenSSL has a variable for what the system trusts.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_system_trusts_is_checked_in_full() {
    let listening = Listening::start().await;
    let project = super::project::Project::new();
    let ca = fixture("ca.crt").display().to_string();
    let named =
        |host: &str| listening.keywords(&format!("user=welcome sslrootcert=system host={host} hostaddr=127.0.0.1"));
    let run = |host: &str, trusted: &str| {
        project.run_with(
            &["current", "--database", &named(host)],
            &[("SSL_CERT_FILE", trusted), ("SSL_CERT_DIR", "/nowhere")],
        )
    };
    run("localhost", &ca).ends(0);
    run("elsewhere", &ca).ends(2).complains("certificate verify failed");
    run("localhost", &fixture("other.crt").display().to_string()).ends(2).complains("certificate verify failed");
}
