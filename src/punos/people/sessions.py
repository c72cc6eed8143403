"""Where sessions are kept: Django's own table, read by a query that is compiled once."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from punos import clock
from punos.prepared import Text, prepared


class SessionStore(DatabaseStore):
    """Django's store of sessions; each page reads one."""

    def _get_session_from_db(self) -> Session | None:
        for kept in _living(Text(self.session_key), clock.now()):
            return kept
        # As Django does: an unknown key is not taken over from the browser.
        self._session_key = None
        return None


@prepared
def _living(key: Text, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)
