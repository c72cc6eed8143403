import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_protection_ends"),
        ("network", "0001_initial"),
        ("people", "0002_cache_table"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                help_text="a substitute's: the seat of the same unit, by whose consent this one is",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="network.seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stands_for__isnull", True),
                    models.Q(("capacity", "work"), ("consent__isnull", False)),
                    _connector="OR",
                ),
                name="stand_in_works_by_a_consent",
            ),
        ),
    ]
