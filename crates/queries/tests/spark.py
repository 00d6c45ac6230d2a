"""Runs scripts of `truce sql --dialect spark` on a cluster of its own: a master and two workers, processes on this machine.

    spark.py FOLDER...

Each FOLDER holds script.sql and events, a folder of Parquet as truce export --partitioned writes it. Writes said.ndjson into
each: the lines of `assessments`. Says how long each took. Fails where a statement does.

Needs the package pyspark (4.0 or later) and Java 17.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import pyspark
from pyspark.sql import SparkSession

from statements import statements


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def run_all(session, case, all_of):
    """Runs statements, several at once where none of them needs what another makes."""
    makes, needs = {}, []
    for number, statement in enumerate(all_of):
        words = re.findall(r"\w+", statement)
        before = {makes[word] for word in words if word in makes}
        name = re.match(r"(?:CREATE OR REPLACE TEMPORARY VIEW|CREATE TABLE|DROP TABLE IF EXISTS) (\w+)", statement)
        if name:
            makes[name.group(1)] = number
        needs.append(before - {number})
    done = [threading.Event() for _ in all_of]
    failed = []

    def run(number):
        for other in needs[number]:
            done[other].wait()
        try:
            if not failed:
                session.sql(all_of[number])
        except Exception as error:
            failed.append(f"{case}: {str(error)[:2000]}\n{all_of[number][:3000]}")
        done[number].set()

    # Each needs only what stands before it, and the pool begins them in order: none waits for one that has not begun.
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("AT_ONCE", "4"))) as pool:
        list(pool.map(run, range(len(all_of))))
    if failed:
        raise RuntimeError(failed[0])


class Cluster:
    """A master and two workers with one core each."""

    def __init__(self, folder, memory):
        home = os.path.dirname(pyspark.__file__)
        self.port, self.processes = free_port(), []
        self.environment = {**os.environ, "SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": folder}
        self.environment["SPARK_DAEMON_MEMORY"] = "512m"
        start = [os.path.join(home, "bin", "spark-class")]
        self.start(start + ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0"])
        self.wait()
        for number in range(2):
            self.start(start + ["org.apache.spark.deploy.worker.Worker", self.address(), "--host", "127.0.0.1", "--cores", "1",
                                "--memory", memory, "--webui-port", "0", "--work-dir", os.path.join(folder, f"worker-{number}")])

    def start(self, command):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, env=self.environment, start_new_session=True, **quiet))

    def wait(self):
        for _ in range(300):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise RuntimeError("the master does not answer")

    def address(self):
        return f"spark://127.0.0.1:{self.port}"

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def main():
    memory = os.environ.get("WORKER_MEMORY", "2g")
    folder = tempfile.mkdtemp(prefix="truce-spark-")
    cluster = Cluster(folder, memory)
    try:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        session = (
            SparkSession.builder.master(cluster.address())
            .config("spark.executor.memory", memory).config("spark.driver.memory", os.environ.get("DRIVER_MEMORY", "2g"))
            .config("spark.ui.enabled", "false").config("spark.sql.warehouse.dir", os.path.join(folder, "warehouse"))
            .config("spark.sql.shuffle.partitions", os.environ.get("PARTITIONS", "8")).config("spark.default.parallelism", "2")
            .config("spark.sql.catalogImplementation", "in-memory").config("spark.log.level", "OFF")
            .config("spark.ui.showConsoleProgress", "false")
        )
        if "SMALL" in os.environ:
            # Of small tables most of the time goes into planning: nothing is compiled, and one task does it.
            session = session.config("spark.sql.codegen.wholeStage", "false").config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            session = session.config("spark.sql.adaptive.enabled", "false").config("spark.sql.shuffle.partitions", "1")
        session = session.getOrCreate()
        workers = 0
        for _ in range(300):
            workers = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
            if workers == 2:
                break
            time.sleep(0.2)
        print(f"Spark {pyspark.__version__}, {workers} workers", flush=True)
        if workers != 2:
            raise RuntimeError("two workers were started, and not found")
        for number, case in enumerate(map(pathlib.Path, sys.argv[1:])):
            started = time.monotonic()
            session.sql(f"CREATE DATABASE case_{number}")
            session.sql(f"USE case_{number}")
            session.sql("SET spark.sql.timestampType = TIMESTAMP_NTZ")
            session.read.parquet(str(case / "events")).createOrReplaceTempView("events")
            all_of = statements((case / "script.sql").read_text())
            run_all(session, case, all_of)
            lines = [row[0] for row in session.sql("SELECT line FROM assessments").toLocalIterator()]
            (case / "said.ndjson").write_text("".join(line + "\n" for line in lines))
            print(f"{case.name}: {len(lines)} lines, {len(all_of)} statements, {time.monotonic() - started:.1f} s", flush=True)
            session.sql("USE default")
            session.sql(f"DROP DATABASE case_{number} CASCADE")
        session.stop()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
