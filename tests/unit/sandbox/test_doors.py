import json
import os
import platform
import resource
import subprocess
import sys
import textwrap

from leeward.sandbox import doors

# closing doors is for good, so it is done in a process of its own; it must not stand in this one
LOCKED_IN = textwrap.dedent("""
    import json, os, resource
    from leeward.sandbox import doors
    os.dup2(1, 20)
    os.environ["AWS_SECRET_ACCESS_KEY"] = "x"
    status = os.open("/proc/self/status", os.O_RDONLY)
    doors.leave_network()
    closed = doors.close_doors(os.getppid(), 1 << 28, status)
    found = {"closed": closed, "environ": len(os.environ), "status": os.read(status, 5000).decode()}
    found["files"] = resource.getrlimit(resource.RLIMIT_NOFILE)
    found["size"] = resource.getrlimit(resource.RLIMIT_FSIZE)
    found["core"] = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        os.fstat(20)
    except OSError as exc:
        found["other descriptor"] = exc.errno
    print(json.dumps(found))
""")


def locked_in() -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", LOCKED_IN], capture_output=True, check=True, timeout=30)
    return dict(json.loads(done.stdout))


def test_this_machine_can_lock_decoders_in_and_says_so() -> None:
    doors.require()
    named = {one.name: one for one in doors.capabilities()}
    assert set(named) == {"Linux", "processor", "system call filter", "process handles", "empty network"}
    assert named["processor"].detail == platform.machine()
    assert all(one.is_there for one in named.values() if one.is_needed)


def test_an_empty_network_is_wished_for_but_not_needed() -> None:
    assert [one.name for one in doors.capabilities() if not one.is_needed] == ["empty network"]


def test_a_locked_in_process_has_no_rights_left() -> None:
    found = locked_in()
    status = dict(line.split(":\t", 1) for line in str(found["status"]).splitlines() if ":\t" in line)
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert {status[name] for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")} == {"0" * 16}
    assert (found["environ"], found["other descriptor"]) == (0, 9)
    assert (found["files"], found["size"], found["core"]) == ([32, 32], [0, 0], [0, 0])


def test_a_process_whose_parent_is_gone_already_ends_at_once() -> None:
    code = "from leeward.sandbox import doors; doors.die_with(1); print('lives')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (1, b"")


def test_an_empty_network_has_only_a_loopback() -> None:
    code = "import socket; from leeward.sandbox import doors; left = doors.leave_network()\n"
    code += "print(left, [name for _, name in socket.if_nameindex()] if left else ['lo'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=30)
    assert done.stdout.split(maxsplit=1)[1].strip() == b"['lo']"


def test_looking_at_capabilities_closes_nothing_here() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE), len(os.listdir("/proc/self/fd"))
    doors.capabilities()
    assert (resource.getrlimit(resource.RLIMIT_NOFILE), len(os.listdir("/proc/self/fd"))) == before
