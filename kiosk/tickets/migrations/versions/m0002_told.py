"""On PostgreSQL the database tells every process of a hall when a ticket or a counter has changed."""

from alembic import op

revision = "0002_told"
down_revision = "0002"
branch_labels = None
depends_on = None

FUNCTIONS = {
    "hall_told": "NEW.hall || ' ' || NEW.id",
    "hall_told_of_pause": (
        "(SELECT hall || ' ' || id FROM counter_sessions WHERE counter_sessions.id = NEW.session_id)"
    ),
}
TRIGGERS = {"tickets": "hall_told", "counter_sessions": "hall_told", "counter_pauses": "hall_told_of_pause"}


def upgrade() -> None:
    """With the commit: nobody hears of what is rolled back, and no crash comes between. Ids, nothing else."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for function, message in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN PERFORM pg_notify('hall_changes', {message}); RETURN NULL; END $$"
        )
    for table, function in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER {table}_told AFTER INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TRIGGERS:
        op.execute(f"DROP TRIGGER {table}_told ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
