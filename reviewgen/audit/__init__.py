"""The audit reads a finished file back as a stranger would: it knows the bytes and the secrets, nothing else."""

from __future__ import annotations

from reviewgen.audit.apart import audit
from reviewgen.audit.search import structure, told
from reviewgen.audit.secrets import Secret

__all__ = ["Secret", "audit", "structure", "told"]
