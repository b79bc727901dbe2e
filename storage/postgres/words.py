"""PostgreSQL's errors in the operator's words, and what they mean for a transaction."""

import os
import socket
import ssl

import asyncpg

NOBODYS_FAULT = ("08", "40", "53", "55", "57", "58", "XX", "25P03", "25006")
"""The classes and codes of errors after which nothing of a transaction can be kept.

The connection is lost, others stood in the way, the server is full, stopping, at fault, or does not write; or
the turn was taken away.
"""


def is_nobodys_fault(error: BaseException) -> bool:
    """Tell whether neither a statement nor its values are to blame."""
    if isinstance(error, asyncpg.InvalidCachedStatementError):  # a table changed; it is prepared anew then
        return True
    return isinstance(error, asyncpg.PostgresError) and str(error.sqlstate).startswith(NOBODYS_FAULT)


WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (
        (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError),
        "does not let us in: mend the name or the password in DATABASE_URL, or the server's pg_hba.conf",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "is not on this server: make it with createdb, or mend DATABASE_URL",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "cannot be used: this user may not do that; the database should be his own",
    ),
    (asyncpg.CannotConnectNowError, "cannot be used now: the server is starting or stopping"),
    (asyncpg.TooManyConnectionsError, "takes no more connections: raise the server's max_connections"),
    (
        (asyncpg.ReadOnlySQLTransactionError, asyncpg.TargetServerAttributeNotMatched),
        "cannot be written: the server is a standby",
    ),
    (asyncpg.DiskFullError, "cannot be written: the server's disk is full"),
    (asyncpg.LockNotAvailableError, "cannot be written: another replica holds the turn"),
    (
        asyncpg.ConnectionDoesNotExistError,  # the driver hides why
        "ended the connection: it stops, or this process stood still for too long within its turn",
    ),
    (ssl.SSLError, "cannot be reached: TLS does not come about; see sslmode and sslrootcert"),
    (
        (
            asyncpg.UndefinedObjectError,
            asyncpg.InvalidParameterValueError,
            asyncpg.CantChangeRuntimeParamError,
        ),
        "cannot be used: mend what stands behind the ? in DATABASE_URL, this server does not take it",
    ),
    (
        (asyncpg.ClientConfigurationError, ValueError),
        "cannot be reached: DATABASE_URL holds what the driver does not understand",
    ),
    (TimeoutError, "cannot be reached: the server does not answer"),
    (socket.gaierror, "cannot be reached: nobody knows this host"),
)
"""The first that fits tells most."""


def in_words(error: BaseException) -> str:
    """Return what an error means to the operator; never what was sent."""
    for kinds, words in WORDS:
        if isinstance(error, kinds):
            return words
    if isinstance(error, asyncpg.PostgresError):
        return f"cannot be used: {type(error).__name__} ({error.sqlstate})"
    if type(error) is ConnectionError:  # the driver's own: all of the system's are more than that
        return "cannot be reached: the server has no TLS, as sslmode in DATABASE_URL demands, or it hung up"
    if isinstance(error, OSError):
        return f"cannot be reached: {os.strerror(error.errno) if error.errno else type(error).__name__}"
    return "lost the connection"
