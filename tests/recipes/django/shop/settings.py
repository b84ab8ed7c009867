import os
from urllib.parse import parse_qs, urlsplit

url = urlsplit(os.environ.get("DATABASE_URL", "postgres://localhost/shop"))
query = {name: values[0] for name, values in parse_qs(url.query).items()}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": query.get("user", url.username or ""),
        "PASSWORD": url.password or "",
        "HOST": query.get("host", url.hostname or ""),
        "PORT": query.get("port", url.port or ""),
    }
}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "blog"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
SECRET_KEY = "only for the test"
USE_TZ = True
