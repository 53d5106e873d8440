"""Makes the helpers of this folder importable, and nbgrader's own programs findable."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# For the stock runs: nbgrader starts `alembic` by its bare name.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
