"""Hold the parsing child on a short leash: memory, time, and an end when we end."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

MEMORY = 1024 * 1024 * 1024
# So that a minute never passes, the ending of the child and the sentence included.
SECONDS = 55

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class _Extended(ctypes.Structure):
        _fields_ = [
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    _PROCESS_TIME, _PROCESS_MEMORY, _KILL_ON_CLOSE = 0x2, 0x100, 0x2000
    _EXTENDED_LIMITS = 9

    class Leash:
        """A job object around the child: closing it, or our own end, kills the child."""

        def __init__(self, child: "subprocess.Popen[bytes]") -> None:
            """Put the child under the limits; where Windows refuses, the parent's clock still holds."""
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
            self._job = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
            limits = _Extended()
            limits.BasicLimitInformation.LimitFlags = _PROCESS_TIME | _PROCESS_MEMORY | _KILL_ON_CLOSE
            limits.BasicLimitInformation.PerProcessUserTimeLimit = SECONDS * 10_000_000
            limits.ProcessMemoryLimit = MEMORY
            self._kernel.SetInformationJobObject(
                self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            self._kernel.AssignProcessToJobObject(self._job, wintypes.HANDLE(int(vars(child)["_handle"])))

        def close(self) -> None:
            """Let go of the job, which ends whatever still runs in it."""
            self._kernel.CloseHandle(self._job)

    def confine_myself() -> None:
        """Do nothing in the child: on Windows the parent holds the leash."""

else:
    import ctypes
    import os
    import resource
    import signal

    _PR_SET_PDEATHSIG = 1

    class Leash:
        """Nothing to hold: elsewhere the child limits itself before it reads a byte."""

        def __init__(self, child: "subprocess.Popen[bytes]") -> None:
            """Take the child as it is."""

        def close(self) -> None:
            """Do nothing."""

    def confine_myself() -> None:
        """Limit this process to 1 GiB and 55 s of processor, no core file, and death with its parent."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            parent = os.getppid()
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            # The parent may have gone before the call took hold.
            if os.getppid() != parent:
                os._exit(1)
