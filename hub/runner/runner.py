"""Runs one notebook in a job's container and says how it went.

One file, standard library only (Python 3.9 or later); only the process that executes the notebook imports the image's
own nbclient. Two processes:

* the supervisor holds the start lock, the time limit, the capped output files and the control files;
* its child (`--execute`) runs the kernel. What it and the kernel print passes through the supervisor; what it knows of
  cells arrives as JSON lines on a pipe of its own.

Exit codes: 0 succeeded, 1 failed, 97 this attempt has been started before, 124 out of time, 143 terminated.
"""

import asyncio
import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time

VERSION = "1"
REQUEST = "/run/labcommons/request"
CONTROL = "/run/labcommons/control"

EXIT_FAILED = 1
EXIT_DUPLICATE = 97
EXIT_TIMED_OUT = 124
EXIT_TERMINATED = 143

HEAD_BYTES = 8 * 1024 * 1024
TAIL_BYTES = 8 * 1024 * 1024
# What one cell may print into the executed notebook; the rest is in stdout.txt and stderr.txt only.
CELL_STREAM_CHARACTERS = 1024 * 1024
TAIL_SECONDS = 2.0
SAVE_SECONDS = 2.0
# How long the child may take to interrupt the kernel and to save; less than what the hub gives the container.
INTERRUPT_SECONDS = 6.0


# --- files ---------------------------------------------------------------------------------------------------------


def create_exclusive(path, flags=0):
    """A new file, never one that is there already, never through a link."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC | flags, 0o644)


def write_all(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def write_atomically(path, data):
    """Temporary file, fsync, rename: a reader sees the old content or the new one, never half of it."""
    temporary = "%s.%d.tmp" % (path, os.getpid())
    try:
        os.unlink(temporary)
    except FileNotFoundError:
        pass
    descriptor = create_exclusive(temporary)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(temporary, path)
    directory = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class CappedFile:
    """Keeps the first and the last bytes of a stream; a line between them says how much was left out.

    The head is written as it arrives. The tail is held in a ring and put behind the head every few seconds and at the
    end, so that a job that is killed leaves most of it too.
    """

    def __init__(self, path, head=HEAD_BYTES, tail=TAIL_BYTES):
        self.descriptor = create_exclusive(path)
        self.head = head
        self.tail = tail
        self.written = 0
        self.total = 0
        self.ring = bytearray()
        self.flushed_at = 0.0
        self.flushed_total = 0
        self.broken = None
        self.lock = threading.Lock()

    @property
    def left_out(self):
        return max(0, self.total - self.head - self.tail)

    def write(self, data):
        with self.lock:
            self._write(data)

    def flush(self):
        with self.lock:
            self._flush()

    def _write(self, data):
        self.total += len(data)
        if self.written < self.head:
            now, data = data[: self.head - self.written], data[self.head - self.written :]
            self._put(self.written, now)
            self.written += len(now)
        if data:
            self.ring += data[-self.tail :] if len(data) > self.tail else data
            # Cutting at twice the size makes the price of a byte constant.
            if len(self.ring) > 2 * self.tail:
                del self.ring[: -self.tail]
            if time.monotonic() - self.flushed_at >= TAIL_SECONDS:
                self._flush()

    def _flush(self):
        if self.flushed_total == self.total or not self.ring:
            return
        self.flushed_at = time.monotonic()
        self.flushed_total = self.total
        tail = bytes(self.ring[-self.tail :])
        if self.left_out:
            tail = b"\n[... %d bytes left out ...]\n" % self.left_out + tail
        self._put(self.head, tail)
        try:
            os.ftruncate(self.descriptor, self.head + len(tail))
        except OSError as error:
            self._break(error)

    def summary(self):
        return {"bytes": self.total, "leftOut": self.left_out}

    def _put(self, offset, data):
        try:
            os.lseek(self.descriptor, offset, os.SEEK_SET)
            write_all(self.descriptor, data)
        except OSError as error:
            self._break(error)

    def _break(self, error):
        # A full disk must not stop the reading of the pipe: the job would hang in its own print.
        self.broken = self.broken or (os.strerror(error.errno) if error.errno else str(error))


# --- the supervisor ------------------------------------------------------------------------------------------------


class Outcome:
    """What the child told about itself, filled in line by line."""

    def __init__(self):
        self.finished = False
        self.error = None
        self.done = 0
        self.total = 0
        self.current = None
        self.nbclient = ""


class Supervisor:
    def __init__(self, request, job_dir):
        self.request = request
        self.job_dir = job_dir
        self.outcome = Outcome()
        self.notes = []
        self.ending = None
        self.asked_at = None
        self.progress = create_exclusive(os.path.join(CONTROL, "progress.ndjson"), os.O_APPEND)
        self.stdout = CappedFile(os.path.join(job_dir, "stdout.txt"))
        self.stderr = CappedFile(os.path.join(job_dir, "stderr.txt"))
        self.child = None

    def run(self):
        deadline = time.monotonic() + self.request["timeLimitSeconds"]
        signal.signal(signal.SIGTERM, lambda *_: self._end("terminated"))
        signal.signal(signal.SIGINT, lambda *_: self._end("terminated"))
        threads = self._spawn()
        while True:
            try:
                self.child.wait(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                pass
            if time.monotonic() >= deadline:
                self._end("timedOut")
            self._press()
        # A process that the notebook left behind may hold a pipe open; it goes with the container.
        patience = time.monotonic() + 1.0
        for thread in threads:
            thread.join(timeout=max(0.0, patience - time.monotonic()))
        self.stdout.flush()
        self.stderr.flush()
        return self._result()

    def _spawn(self):
        told, tell = os.pipe()
        os.set_inheritable(tell, True)
        environment = dict(os.environ, LABCOMMONS_TELL=str(tell))
        self.child = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "--execute"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[tell],
            start_new_session=True,
            env=environment,
        )
        os.close(tell)
        threads = [
            threading.Thread(target=target, args=args, daemon=True)
            for target, args in (
                (self._copy, (self.child.stdout.fileno(), self.stdout)),
                (self._copy, (self.child.stderr.fileno(), self.stderr)),
                (self._listen, (told,)),
            )
        ]
        for thread in threads:
            thread.start()
        return threads

    @staticmethod
    def _copy(source, capped):
        while True:
            data = os.read(source, 1 << 16)
            if not data:
                return
            capped.write(data)

    def _listen(self, source):
        with os.fdopen(source, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    self._hear(json.loads(line))
                except (ValueError, KeyError, TypeError):
                    # Not the child's: something of the notebook found the pipe. The child must still be heard.
                    continue

    def _hear(self, told):
        outcome = self.outcome
        if "nbclient" in told:
            outcome.nbclient = told["nbclient"]
        elif "note" in told:
            self.notes.append(told["note"])
        elif "finished" in told:
            outcome.finished = True
            outcome.error = told["error"]
        else:
            if "cells" in told:
                outcome.total = told["cells"]
            elif told["outcome"] == "running":
                outcome.current = told["cell"]
            else:
                outcome.done += 1
            try:
                write_all(self.progress, (json.dumps(told) + "\n").encode())
            except OSError:
                # Progress is for watching; a full disk shows in the result.
                pass

    def _end(self, how):
        if self.ending is None:
            self.ending = how
            self.asked_at = time.monotonic()
            self._signal(signal.SIGTERM)

    def _press(self):
        """The child had its time to interrupt the kernel and to save: now it is made to go."""
        if self.asked_at is not None and time.monotonic() - self.asked_at >= INTERRUPT_SECONDS:
            self._signal(signal.SIGKILL)

    def _signal(self, number):
        try:
            os.killpg(self.child.pid, number)
        except ProcessLookupError:
            pass

    def _result(self):
        outcome = self.outcome
        error = outcome.error
        if self.ending is not None:
            how, error = self.ending, None
        elif outcome.finished:
            how = "succeeded" if error is None else "failed"
        else:
            how = "failed"
            code = self.child.returncode
            gone = "was killed by signal %d" % -code if code < 0 else "ended with exit code %d" % code
            error = failure("kernelDied" if code < 0 else "runner", "", "its process " + gone, outcome.current)
        for name, capped in (("stdout.txt", self.stdout), ("stderr.txt", self.stderr)):
            if capped.broken:
                self.notes.append("%s is not complete: %s" % (name, capped.broken))
        return {
            "version": 1,
            "outcome": how,
            "error": error,
            "cells": {"done": outcome.done, "total": outcome.total},
            "stdout": self.stdout.summary(),
            "stderr": self.stderr.summary(),
            "notes": self.notes[:20],
            "runner": {"version": VERSION, "python": platform.python_version(), "nbclient": outcome.nbclient},
        }


def failure(kind, name="", message="", cell=None):
    return {"kind": kind, "cell": cell, "name": str(name)[:4000], "message": str(message)[:4000]}


def unrun(message):
    """The result of a job whose notebook was never begun."""
    nothing = {"bytes": 0, "leftOut": 0}
    return {
        "version": 1,
        "outcome": "failed",
        "error": failure("runner", "", message),
        "cells": {"done": 0, "total": 0},
        "stdout": nothing,
        "stderr": nothing,
        "notes": [],
        "runner": {"version": VERSION, "python": platform.python_version(), "nbclient": ""},
    }


def supervise():
    try:
        os.close(create_exclusive(os.path.join(CONTROL, "start.lock")))
    except FileExistsError:
        return EXIT_DUPLICATE
    with open(os.path.join(REQUEST, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    job_dir = request["jobDir"]
    parameters = json.dumps(request["parameters"], indent=2, ensure_ascii=False) + "\n"
    try:
        write_atomically(os.path.join(job_dir, "parameters.json"), parameters.encode("utf-8", "surrogatepass"))
        result = Supervisor(request, job_dir).run()
    except OSError as error:
        result = unrun("the working folder cannot be written: %s" % (os.strerror(error.errno) if error.errno else error))
    write_atomically(os.path.join(CONTROL, "result.json"), json.dumps(result).encode())
    codes = {"succeeded": 0, "failed": EXIT_FAILED, "timedOut": EXIT_TIMED_OUT, "terminated": EXIT_TERMINATED}
    return codes[result["outcome"]]


# --- the child: executes the notebook ------------------------------------------------------------------------------


class Teller:
    def __init__(self):
        self.descriptor = int(os.environ.pop("LABCOMMONS_TELL"))
        os.set_inheritable(self.descriptor, False)

    def tell(self, **what):
        write_all(self.descriptor, (json.dumps(what) + "\n").encode())


class Failed(Exception):
    def __init__(self, error):
        super().__init__(error["kind"])
        self.error = error


def is_cell(cell):
    return (
        isinstance(cell, dict)
        and cell.get("cell_type") in ("code", "markdown", "raw")
        and isinstance(cell.get("source"), (str, list))
    )


def read_notebook(path):
    """The submitted notebook as one of format 4; checked here as far as running it needs, since real ones are sloppy."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Failed(failure("notJson", "", error)) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise Failed(failure("notNotebook", "", "it has no “nbformat”"))
    cells = document.get("cells" if document["nbformat"] >= 4 else "worksheets")
    if not isinstance(cells, list):
        raise Failed(failure("notNotebook", "", "it has no cells"))
    if document["nbformat"] >= 4 and not all(is_cell(cell) for cell in cells):
        raise Failed(failure("notNotebook", "", "one of its cells is malformed"))
    import nbformat

    try:
        return nbformat.reads(text, as_version=4)
    except Exception as error:
        raise Failed(failure("notNotebook", type(error).__name__, error)) from None


def language_of(kernel_name, notebook):
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        raise Failed(failure("noKernel", kernel_name)) from None
    return (spec.language or notebook.metadata.get("language_info", {}).get("name", "")).lower()


def inject_parameters(notebook, source):
    """A cell with the parameters after the one tagged `parameters`, else before all others; never two of them."""
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(source=source, metadata={"tags": ["injected-parameters"]})
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        cell.pop("id", None)
    tags = [entry.metadata.get("tags", []) for entry in notebook.cells]
    for index, found in enumerate(tags):
        if "injected-parameters" in found:
            notebook.cells[index] = cell
            return
    index = next((i + 1 for i, found in enumerate(tags) if "parameters" in found), 0)
    notebook.cells.insert(index, cell)


# Run once in Python kernels, silently. What cells print goes straight into our own output, which holds the cell back
# when nobody reads as fast; sent to us as messages, a gigabyte would pile up in the kernel's memory. Put in place anew
# for each cell and in front of everything else, since IPython 9 wraps the streams for each cell to remember their text.
TEE = """
def _labcommons_tee(limit):
    import os, sys
    class Tee:
        def __init__(self, stream, name):
            self.stream, self.name = stream, name
            self.descriptor = os.dup(stream._original_stdstream_copy)
        def refill(self, *_):
            self.room = limit
            if self.stream.write != self.write:
                self.send, self.stream.write = self.stream.write, self.write
        def write(self, text):
            data = memoryview(text.encode("utf-8", "surrogatepass"))
            while data:
                data = data[os.write(self.descriptor, data):]
            if self.room > 0:
                kept = text[:self.room]
                self.room -= len(kept)
                self.send(kept if self.room > 0 else kept + "\\n[... the rest is in %%s ...]\\n" %% self.name)
            return len(text)
    for tee in (Tee(sys.stdout, "stdout.txt"), Tee(sys.stderr, "stderr.txt")):
        get_ipython().events.register("pre_run_cell", tee.refill)
_labcommons_tee(%d)
del _labcommons_tee
"""


class Streams:
    """Passes what cells print on to our own output at once, and says how much of it the notebook keeps."""

    def __init__(self):
        self.echo = True
        self.next_cell()

    def next_cell(self):
        self.room = CELL_STREAM_CHARACTERS

    def take(self, name, text):
        if not self.echo:
            return text
        out = sys.stderr if name == "stderr" else sys.stdout
        out.write(text)
        out.flush()
        if self.room <= 0:
            return ""
        kept = text[: self.room]
        self.room -= len(kept)
        return kept if self.room > 0 else kept + "\n[... the rest is in %s.txt ...]\n" % name


def plain_text(text):
    """Without the colours of a terminal."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def make_client(notebook, kernel_name, directory):
    from nbclient import NotebookClient

    class JobClient(NotebookClient):
        streams = Streams()

        def output(self, outs, msg, display_id, cell_index):
            content = msg["content"]
            if msg["msg_type"] == "stream":
                content["text"] = self.streams.take(content["name"], content["text"])
                if not content["text"]:
                    return None
                if self.continues(outs, msg):
                    # A list of pieces, joined when the cell is done: adding to a long text is slow.
                    text = outs[-1]["text"]
                    outs[-1]["text"] = [text] if isinstance(text, str) else text
                    outs[-1]["text"].append(content["text"])
                    return None
            if msg["msg_type"] == "error":
                sys.stderr.write(plain_text("\n".join(content.get("traceback", []))) + "\n")
                sys.stderr.flush()
            return super().output(outs, msg, display_id, cell_index)

        def continues(self, outs, msg):
            """Whether a stream message goes on with the last output, with no widget or pending clearing between."""
            return (
                bool(outs)
                and outs[-1].get("output_type") == "stream"
                and outs[-1].get("name") == msg["content"]["name"]
                and not self.clear_before_next_output
                and not self.output_hook_stack.get(msg["parent_header"].get("msg_id"))
            )

    return JobClient(
        notebook,
        timeout=None,
        kernel_name=kernel_name,
        resources={"metadata": {"path": directory}},
        store_widget_state=True,
    )


class Execution:
    def __init__(self, request, teller):
        self.request = request
        self.tell = teller.tell
        self.target = os.path.join(request["jobDir"], request["notebookName"])
        self.notebook = None
        self.client = None
        self.stopping = False
        self.unsaved = False
        self.save_problem = None

    async def run(self):
        import nbclient

        self.tell(nbclient=str(nbclient.__version__))
        self.notebook = read_notebook(os.path.join(REQUEST, "notebook.ipynb"))
        kernel_name = self.notebook.metadata.get("kernelspec", {}).get("name") or "python3"
        self.save()
        self.prepare(kernel_name)
        self.client = make_client(self.notebook, kernel_name, self.directory())
        saving = asyncio.ensure_future(self.keep_saving())
        try:
            async with self.client.async_setup_kernel():
                # nbclient's own handler would take the kernel away before its output is read.
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.stop)
                about = await self.client.async_wait_for_reply(self.client.kc.kernel_info())
                self.notebook.metadata["language_info"] = about["content"]["language_info"]
                await self.install_tee()
                await self.execute_cells()
                self.client.set_widgets_metadata()
        finally:
            saving.cancel()
            self.save()
            if self.save_problem:
                self.tell(note="The executed notebook is not complete: %s" % self.save_problem)

    def prepare(self, kernel_name):
        language = language_of(kernel_name, self.notebook)
        parameters = self.request["parameters"]
        source = self.request["parameterCells"].get(language)
        if parameters and source is not None:
            inject_parameters(self.notebook, source)
        elif parameters:
            self.tell(note="This kernel's language cannot be given parameters; they are in parameters.json")

    async def install_tee(self):
        if self.notebook.metadata["language_info"].get("name") != "python":
            return
        code = TEE % CELL_STREAM_CHARACTERS
        sent = self.client.kc.execute(code, silent=True, store_history=False, allow_stdin=False)
        reply = await self.client.async_wait_for_reply(sent)
        # A Python kernel that is no ipykernel is listened to as any other.
        self.client.streams.echo = reply["content"]["status"] != "ok"

    def directory(self):
        wanted = self.request["startDir"]
        if wanted and os.path.isdir(wanted):
            return wanted
        if wanted:
            self.tell(note="The notebook's folder is not there any more; it ran in the job's folder")
        return self.request["jobDir"]

    async def execute_cells(self):
        from nbclient.exceptions import CellExecutionError, DeadKernelError

        code = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
        self.tell(cells=len(code))
        for number, index in enumerate(code, start=1):
            if self.stopping:
                return
            started = time.monotonic()
            self.tell(cell=number, index=index, outcome="running", milliseconds=None)
            self.client.streams.next_cell()
            self.unsaved = True
            outcome = "failed"
            try:
                await self.client.async_execute_cell(self.notebook.cells[index], index, execution_count=number)
                outcome = "done"
            except CellExecutionError as error:
                raise Failed(
                    failure("cell", getattr(error, "ename", ""), plain_text(getattr(error, "evalue", "")), number)
                ) from None
            except DeadKernelError as error:
                raise Failed(failure("kernelDied", "", error, number)) from None
            finally:
                join_streams(self.notebook.cells[index])
                spent = round((time.monotonic() - started) * 1000)
                self.tell(cell=number, index=index, outcome=outcome, milliseconds=spent)

    def stop(self):
        """Interrupts the cell that runs; the notebook is saved on the way out."""
        self.stopping = True
        result = self.client.km.interrupt_kernel()
        if asyncio.iscoroutine(result):
            asyncio.ensure_future(result)

    async def keep_saving(self):
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            if self.unsaved:
                self.save()

    def save(self):
        import nbformat

        self.unsaved = False
        try:
            text = nbformat.writes(self.notebook, version=nbformat.NO_CONVERT)
            write_atomically(self.target, text.encode("utf-8", "surrogatepass"))
            self.save_problem = None
        except OSError as error:
            self.save_problem = os.strerror(error.errno) if error.errno else str(error)


def join_streams(cell):
    for output in cell.get("outputs", []):
        if output.get("output_type") == "stream" and not isinstance(output["text"], str):
            output["text"] = "".join(output["text"])


def execute():
    import warnings

    # What nbformat has to say about missing cell ids is no news to the owner of the notebook.
    warnings.filterwarnings("ignore", module="nbformat")
    teller = Teller()
    with open(os.path.join(REQUEST, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    os.environ["LABCOMMONS_JOB_DIR"] = request["jobDir"]
    error = None
    try:
        asyncio.run(Execution(request, teller).run())
    except Failed as failed:
        error = failed.error
    except ModuleNotFoundError as missing:
        error = failure("runner", "", "this image has no %s" % missing.name)
    except Exception as problem:
        import traceback

        traceback.print_exc()
        error = failure("runner", type(problem).__name__, problem)
    teller.tell(finished=True, error=error)
    # Nothing after the last word: a thread of the kernel's client must not hold the job.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if error is None else EXIT_FAILED)


if __name__ == "__main__":
    if sys.argv[1:] == ["--execute"]:
        execute()
    else:
        sys.exit(supervise())
