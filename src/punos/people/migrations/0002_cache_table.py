"""Make the table of the shared cache: limits of tries are counted there for all processes."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    # Tables of others that hang on the person come before our many that do too: a change of a
    # table makes Django draw all that hang on it anew, which took half the time of a first start.
    dependencies = [
        ("people", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
