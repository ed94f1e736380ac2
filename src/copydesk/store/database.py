"""One database behind a URL: SQLite in a file, or PostgreSQL; brought up to date, read and written in transactions.

SQLite runs in WAL mode with full synchronisation: what was acknowledged is on the disk. A writing transaction takes
the write lock at its beginning, so that nothing it has read can change before it writes. PostgreSQL does the same with
row locks. All that is acknowledged has been committed; nothing else has happened.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy import Connection as Connection
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from copydesk.errors import InputError, StoreError

BUSY_SECONDS = 15
"""How long a writer of SQLite waits for another before it gives up."""
_SAYS = (
    ("database is locked", f"has been written by somebody else for {BUSY_SECONDS} seconds", "Try again in a moment."),
    ("database or disk is full", "has no room left on its disk", "Make room, and do it again: nothing was stored."),
    ("No space left on device", "has no room left on its disk", "Make room, and do it again: nothing was stored."),
    ("readonly database", "may only be read", "Check who owns the file and its folder."),
    ("file is not a database", "is no database, or a damaged one", "Name another file."),
    ("malformed", "is damaged", "Bring back a copy of it."),
)
"""What a driver says, and what that means for whoever has to do something about it."""
_SCRIPTS = Path(__file__).parent / "migrations"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")
_CHECK = "Check the address, and that the database is running."


def default_url(environ: Mapping[str, str] = os.environ) -> str:
    """COPYDESK_DATABASE, or a file below XDG_DATA_HOME (else `~/.local/share`)."""
    if named := environ.get("COPYDESK_DATABASE", "").strip():
        return named
    base = environ.get("XDG_DATA_HOME", "")
    folder = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share"
    return f"sqlite:///{folder / 'copydesk' / 'desk.sqlite3'}"


class Database:
    """An open database whose tables are as this version wants them.

    Args:
        url: `sqlite:///relative/or//absolute/file`, a file name, or `postgresql://user@host/name`.
        make: whether one that holds nothing yet, or whose file is not there, is made.

    Raises:
        InputError: the URL names no database that can be used, or none that is there.
        StoreError: it cannot be reached, is damaged, or was made by a newer version.
    """

    def __init__(self, url: str, make: bool = True) -> None:
        self.url = _url(url)
        if not make and self.url.get_backend_name() == "sqlite" and not Path(str(self.url.database)).exists():
            raise _none_there(self.shown)
        self.engine = _engine(self.url)
        self._reading, self._writing = _ways(self.engine)
        try:
            with _translated(self.shown):
                _upgrade(self.engine, self.shown, make)
        except BaseException:
            self.close()
            raise

    @property
    def shown(self) -> str:
        """The URL without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with _translated(self.shown), self._reading.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed whole when the block ends, and not at all when it raises.

        Raises:
            StoreError: it was not committed; or the database was lost in the middle of that, which it says.
        """
        with _translated(self.shown), self._writing.connect() as connection, connection.begin() as transaction:
            yield connection
            with _doubtful(self.shown):
                transaction.commit()

    def close(self) -> None:
        self.engine.dispose()


def _url(given: str) -> URL:
    text = given if "://" in given else f"sqlite:///{given}"
    try:
        url = make_url(text)
    except ArgumentError:
        raise InputError(f"{given!r} is no database.", "Name a file, or postgresql://user@host/name.") from None
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise InputError(f"{kind!r} databases are not supported.", "Name a file, or postgresql://user@host/name.")
    if not url.database or url.database == ":memory:":
        raise InputError("A database in memory would forget everything.", "Name a file.")
    return url


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return sqlalchemy.create_engine(
                url, pool_size=10, max_overflow=30, pool_pre_ping=True, connect_args={"connect_timeout": 10}
            )
        assert url.database
        _make_folder(Path(url.database))
        engine = sqlalchemy.create_engine(url, pool_size=10, max_overflow=30, connect_args={"timeout": BUSY_SECONDS})
    except ModuleNotFoundError as error:
        step = "Run: pip install 'copydesk[postgresql]'."
        raise InputError(f"PostgreSQL needs the package {error.name!r}.", step) from None
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _began)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Everything that a newsroom has not published yet is in there.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be made: {error.strerror}.", "Name another file.") from None


def _ways(engine: Engine) -> tuple[Engine, Engine]:
    """The engine for reading and the one for writing; both share their connections."""
    if engine.dialect.name == "sqlite":
        return engine, engine.execution_options(writes=True)
    reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reads, engine.execution_options(isolation_level="READ COMMITTED")


def _connected(raw: Any, record: object) -> None:
    raw.isolation_level = None
    # Without recursive triggers an INSERT OR REPLACE would get past those that refuse to delete.
    for pragma in (*_PRAGMAS, f"busy_timeout={BUSY_SECONDS * 1000}"):
        raw.execute(f"PRAGMA {pragma}")


def _began(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _translated(shown: str) -> Iterator[None]:
    """Turns what the driver raises into one sentence. What a statement got wrong is our own fault and stays."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OperationalError) or type(error) is DatabaseError or error.connection_invalidated:
            raise _store_error(shown, error) from error
        raise


@contextlib.contextmanager
def _doubtful(shown: str) -> Iterator[None]:
    """Who loses the connection while committing cannot know whether the other side had come to the end of it."""
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        said = f"The database {shown!r} was lost while it stored this, and may have stored it or not"
        step = "Look whether it is there before you do it again."
        raise StoreError(f"{said}: {_first_line(error)}.", step) from error


def _store_error(shown: str, error: DBAPIError) -> StoreError:
    said = _first_line(error)
    for words, means, step in _SAYS:
        if words in said:
            return StoreError(f"The database {shown!r} {means}.", step)
    return StoreError(f"The database {shown!r} cannot be used: {said}.", _CHECK)


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _none_there(shown: str) -> InputError:
    return InputError(f"There is no review desk's database at {shown!r}.", "Check its name.")


def _upgrade(engine: Engine, shown: str, make: bool) -> None:
    """Brings the tables up to date; two processes at once do it one after the other."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == scripts.get_current_head():
        return
    if found is None and not make:
        raise _none_there(shown)
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        step = "Update copydesk, or use another database."
        raise StoreError(f"The database {shown!r} was made by a newer copydesk ({found}).", step)
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7263540219)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
