"""What of the runner needs no kernel: run by `hub/src/jobs/runner.spec.ts`."""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import runner  # noqa: E402

FAKE_CHILD = """
import json, os, signal, sys, time
def tell(**what):
    os.write(int(os.environ["LABCOMMONS_TELL"]), (json.dumps(what) + "\\n").encode())
"""


class CappedFileTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.directory.name, "stdout.txt")

    def tearDown(self):
        self.directory.cleanup()

    def written(self, *pieces, head=10, tail=10):
        capped = runner.CappedFile(self.path, head, tail)
        for piece in pieces:
            capped.write(piece)
        capped.flush()
        os.close(capped.descriptor)
        with open(self.path, "rb") as file:
            return file.read(), capped

    def test_keeps_what_fits(self):
        for pieces in ([b""], [b"abc"], [b"0123456789"], [b"0123456789", b"abc"], [b"0123456789abcdefghij"]):
            with self.subTest(pieces=pieces):
                content, capped = self.written(*pieces)
                self.assertEqual(content, b"".join(pieces))
                self.assertEqual(capped.summary(), {"bytes": len(b"".join(pieces)), "leftOut": 0})
                os.unlink(self.path)

    def test_leaves_out_the_middle_and_says_how_much(self):
        data = bytes(range(48, 123)) * 3
        for size in (1, 7, 300):
            with self.subTest(size=size):
                content, capped = self.written(*(data[i : i + size] for i in range(0, len(data), size)))
                note = b"\n[... %d bytes left out ...]\n" % (len(data) - 20)
                self.assertEqual(content, data[:10] + note + data[-10:])
                self.assertEqual(capped.left_out, len(data) - 20)
                os.unlink(self.path)

    def test_shows_the_tail_while_it_grows(self):
        capped = runner.CappedFile(self.path, 4, 4)
        capped.write(b"0123")
        capped.write(b"4567")
        with open(self.path, "rb") as file:
            self.assertEqual(file.read(), b"01234567")
        os.close(capped.descriptor)

    def test_never_opens_what_is_there(self):
        os.symlink("/etc/passwd", self.path)
        with self.assertRaises(FileExistsError):
            runner.CappedFile(self.path)

    def test_reads_on_when_the_disk_is_full(self):
        capped = runner.CappedFile(self.path, 4, 4)
        os.close(capped.descriptor)
        capped.descriptor = os.open("/dev/full", os.O_RDWR)
        capped.write(b"0123456789")
        self.assertEqual(capped.total, 10)
        self.assertIn("space", capped.broken)


class WriteAtomicallyTest(unittest.TestCase):
    def test_replaces_a_link_and_does_not_follow_it(self):
        with tempfile.TemporaryDirectory() as directory:
            precious, path = os.path.join(directory, "precious"), os.path.join(directory, "result.json")
            with open(precious, "w") as file:
                file.write("precious")
            os.symlink(precious, path)
            runner.write_atomically(path, b"{}")
            self.assertFalse(os.path.islink(path))
            with open(precious) as file:
                self.assertEqual(file.read(), "precious")
            self.assertEqual(sorted(os.listdir(directory)), ["precious", "result.json"])


class NotebookTest(unittest.TestCase):
    def refusal(self, content):
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            with self.assertRaises(runner.Failed) as caught:
                runner.read_notebook(file.name)
            return caught.exception.error["kind"]

    def test_names_what_is_wrong(self):
        self.assertEqual(self.refusal(b"{"), "notJson")
        self.assertEqual(self.refusal(b"\xff\xfe"), "notJson")
        self.assertEqual(self.refusal(b"[" * 100_000), "notJson")
        self.assertEqual(self.refusal(b"[]"), "notNotebook")
        self.assertEqual(self.refusal(b'{"nbformat": 4}'), "notNotebook")
        self.assertEqual(self.refusal(b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}'), "notNotebook")


class SuperviseTest(unittest.TestCase):
    """The real supervisor with a child that plays the notebook."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.places = {}
        for name in ("request", "control", "job"):
            self.places[name] = os.path.join(self.directory.name, name)
            os.mkdir(self.places[name])

    def tearDown(self):
        self.directory.cleanup()

    def start(self, child, limit=30, interrupt=1.0):
        with open(os.path.join(self.places["request"], "request.json"), "w") as file:
            json.dump({"jobDir": self.places["job"], "timeLimitSeconds": limit, "parameters": {"a": 1}}, file)
        script = os.path.join(self.directory.name, "child.py")
        with open(script, "w") as file:
            file.write(FAKE_CHILD + textwrap.dedent(child))
        program = "import sys, os; sys.path.insert(0, %r); sys.dont_write_bytecode = True; import runner; " % (
            os.path.dirname(os.path.abspath(runner.__file__))
        )
        program += "runner.REQUEST, runner.CONTROL = %r, %r; runner.__file__ = %r; " % (
            self.places["request"],
            self.places["control"],
            script,
        )
        program += "runner.INTERRUPT_SECONDS = %r; sys.exit(runner.supervise())" % interrupt
        return subprocess.Popen([sys.executable, "-c", program])

    def result(self):
        with open(os.path.join(self.places["control"], "result.json")) as file:
            return json.load(file)

    def output(self, name="stdout.txt"):
        with open(os.path.join(self.places["job"], name)) as file:
            return file.read()

    def test_success(self):
        process = self.start(
            """
            tell(nbclient="0.10"); tell(cells=1)
            tell(cell=1, index=0, outcome="running", milliseconds=None)
            print("out"); print("err", file=sys.stderr)
            tell(cell=1, index=0, outcome="done", milliseconds=5)
            tell(note="something"); tell(finished=True, error=None)
            """
        )
        self.assertEqual(process.wait(30), 0)
        result = self.result()
        self.assertEqual((result["outcome"], result["error"]), ("succeeded", None))
        self.assertEqual(result["cells"], {"done": 1, "total": 1})
        self.assertEqual((result["notes"], result["stdout"]["bytes"]), (["something"], 4))
        self.assertEqual((self.output(), self.output("stderr.txt")), ("out\n", "err\n"))
        self.assertEqual(json.loads(self.output("parameters.json")), {"a": 1})
        with open(os.path.join(self.places["control"], "progress.ndjson")) as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual([line.get("outcome") for line in lines], [None, "running", "done"])

    def test_runs_once(self):
        self.assertEqual(self.start('print("once"); tell(finished=True, error=None)').wait(30), 0)
        self.assertEqual(self.start('print("twice"); tell(finished=True, error=None)').wait(30), 97)
        self.assertEqual(self.output(), "once\n")

    def test_out_of_time_even_for_a_child_that_does_not_listen(self):
        process = self.start("signal.signal(signal.SIGTERM, signal.SIG_IGN); print('begun', flush=True); time.sleep(60)", limit=1)
        self.assertEqual(process.wait(30), 124)
        self.assertEqual(self.result()["outcome"], "timedOut")
        self.assertEqual(self.output(), "begun\n")

    def test_terminated(self):
        process = self.start("print('begun', flush=True); time.sleep(60)")
        while not (os.path.exists(os.path.join(self.places["job"], "stdout.txt")) and self.output()):
            self.assertIsNone(process.poll())
        process.terminate()
        self.assertEqual(process.wait(30), 143)
        self.assertEqual(self.result()["outcome"], "terminated")

    def test_child_that_is_killed(self):
        process = self.start('tell(cell=3, index=2, outcome="running", milliseconds=None); os.kill(os.getpid(), 9)')
        self.assertEqual(process.wait(30), 1)
        error = self.result()["error"]
        self.assertEqual((error["kind"], error["cell"]), ("kernelDied", 3))

    def test_hears_the_child_through_noise(self):
        process = self.start('os.write(int(os.environ["LABCOMMONS_TELL"]), b"\\xff{]\\n[]\\n{}\\n"); tell(finished=True, error=None)')
        self.assertEqual(process.wait(30), 0)

    def test_working_folder_that_is_not_there(self):
        os.rmdir(self.places["job"])
        self.assertEqual(self.start("").wait(30), 1)
        self.assertIn("working folder", self.result()["error"]["message"])


if __name__ == "__main__":
    unittest.main()
