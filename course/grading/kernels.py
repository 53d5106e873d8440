"""The Python that runs a student's code: quiet, bounded, and gone when its notebook is done."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import uuid
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from course.grading import warm

# Bytes of one message from the kernel; a larger one breaks the connection, which then comes back.
LARGEST_MESSAGE = 64 * 10**6
# Bytes of memory, and of the largest file that the code may write.
MEMORY = 4 * 2**30
LARGEST_FILE = 2**30


_SHORT = "--IPKernelApp.outstream_class=course.grading.stream.ShortStream"


class StudentKernel(AsyncKernelManager):
    """Starts Python for one notebook of one student."""

    async def start_kernel(self, **settings: Any) -> None:  # type: ignore[override]
        """Start it. What it writes to the terminal itself is its own business."""
        nowhere = subprocess.DEVNULL
        if self.ipykernel:
            settings["extra_arguments"] = [*settings.get("extra_arguments", []), _SHORT]
        settings["env"] = {**(settings.get("env") or os.environ), **warm.ENVIRONMENT}
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        # Nothing, if it has to start from nothing; then the manager finds its own.
        self.provisioner = warm.provisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        await super().start_kernel(stdout=nowhere, stderr=nowhere, **settings)
        limit(getattr(self.provisioner, "pid", None))

    def client(self, **settings: Any) -> AsyncKernelClient:  # type: ignore[override]
        """Connect to it, so that no message can fill our memory."""
        client = super().client(**settings)
        client.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        return client


def limit(pid: int | None) -> None:
    """Bound memory and file size of a process, where the system can do that to another one."""
    if pid is not None and sys.platform == "linux":
        import resource

        limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, LARGEST_FILE))
        # One that has ended already needs no bounds.
        with contextlib.suppress(ProcessLookupError):
            for what, most in limits:
                # A lower bound of the machine stays: only root could lift it.
                _, hard = resource.prlimit(pid, what)
                bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.prlimit(pid, what, (bound, bound))
