"""What the store holds: of a case no more than its day, state and reference; of a mailbox how many letters it has.
Of the desk: the audit trail, and how often a case was assessed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all tables; constraints have the same names on every engine."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
        },
    )


class CaseRow(Base):
    """A case as it was handed over."""

    __tablename__ = "cases"
    # SQLite's hidden row number would tell the order of arrival within a day.
    # The index holds all that a list of cases shows, so that listing does not read the envelopes.
    __table_args__ = (Index("ix_cases_created", "created", "reference", "state"), {"sqlite_with_rowid": False})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(13), unique=True)
    created: Mapped[date]
    state: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    contact: Mapped[bytes | None] = mapped_column(LargeBinary)


class MailboxRow(Base):
    """A mailbox that a receipt code opens. The code and the sealed case lead to its address, no other row does."""

    __tablename__ = "mailboxes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it, nobody changes it

    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    created: Mapped[date]


class LetterRow(Base):
    """A sealed letter: of a reporter to the team, or of the team to the mailbox, with the team's own copy."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("mailbox", "sender", "sequence"), {"sqlite_with_rowid": False})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(ForeignKey(MailboxRow.address))
    sender: Mapped[str] = mapped_column(String(8))
    sequence: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    copy: Mapped[bytes | None] = mapped_column(LargeBinary)


class AssessmentRow(Base):
    """A sealed assessment of a case, or a sealed note on it. A later one stands beside it, never in its place."""

    __tablename__ = "assessments"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as above

    case: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class TrailRow(Base):
    """An entry of the audit trail. It names its case without a foreign key, for it outlives the case."""

    __tablename__ = "trail"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as above

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class LinkRow(Base):
    """A sealed decision on two cases, neither of which the store can name."""

    __tablename__ = "links"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as above

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ChangeRow(Base):
    """A change to the team, in the clear: names and public keys, as on the list of recipients."""

    __tablename__ = "changes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as above

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(LargeBinary)
