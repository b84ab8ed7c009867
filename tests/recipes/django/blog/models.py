from django.conf import settings
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)


class Post(models.Model):
    title = models.CharField(max_length=200, db_index=True)
    state = models.CharField(max_length=20, db_default="draft")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    tags = models.ManyToManyField(Tag)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="post_has_title")]
        indexes = [models.Index(fields=["author"], name="post_drafts", condition=models.Q(state="draft"))]
