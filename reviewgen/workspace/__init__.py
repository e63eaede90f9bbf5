"""What the user wrote: reviewgen.yml, kpis.yml and accounts/*.yml, typed, with file:line:column in every complaint."""

from reviewgen.workspace.config import AccountConfig, Workspace
from reviewgen.workspace.files import SCHEMAS, schema
from reviewgen.workspace.load import find, load
from reviewgen.workspace.rows import TableSource

__all__ = ["SCHEMAS", "AccountConfig", "TableSource", "Workspace", "find", "load", "schema"]
