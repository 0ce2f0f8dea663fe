"""Containers with a workspace's specification, made as an administrator would make them who has only the engine."""

import json
import os
from pathlib import Path

from processes import Failure

#: What Docker's command must have set like Gangway, or another container is compared.
COMPARED = [
    "CapAdd", "CapDrop", "Init", "Memory", "MemorySwap", "NanoCpus", "NetworkMode", "PidsLimit", "Privileged",
    "RestartPolicy", "SecurityOpt", "ShmSize", "User", "WorkingDir"]


class Twins:
    """The specification of one user's workspace, for containers under other names. Each has a home of its own."""

    def __init__(self, bench, user, name):
        """`name`: of the first; those of others are this and a number."""
        self.bench, self.user, self.name = bench, user, name
        self.workspace = bench.engine.call("GET", f"/containers/user-{user}/json")

    def folders(self, name):
        """The host's folders that the engine does not make: as Gangway has made those of the workspace."""
        for mount in self.workspace["Mounts"]:
            source = Path(mount["Source"])
            if source.name == self.user:
                twin, status = source.with_name(name), source.stat()
                twin.mkdir(mode=0o700, exist_ok=True)
                os.chown(twin, status.st_uid, status.st_gid)

    def add(self, name):
        """To be called before anything else is done with a container of this name."""
        self.folders(name)
        if name not in self.bench.containers:
            self.bench.containers.append(name)

    def body(self, name):
        """For POST /containers/create."""
        body = {**self.workspace["Config"], "Labels": {}, "HostConfig": self.workspace["HostConfig"]}
        return json.loads(json.dumps(body).replace(self.user, name))

    def make(self, engine, name):
        """By the Engine API."""
        engine.call("POST", f"/containers/create?name={name}", self.body(name))
        engine.call("POST", f"/containers/{name}/start")

    def command(self, name):
        """By Docker's command."""
        config, host = self.workspace["Config"], self.workspace["HostConfig"]
        words = [
            "docker", "run", "--detach", "--init", "--name", name, "--hostname", name,
            "--user", config["User"], "--workdir", config["WorkingDir"],
            "--memory", str(host["Memory"]), "--memory-swap", str(host["MemorySwap"]),
            "--cpus", str(host["NanoCpus"] / 1e9), "--pids-limit", str(host["PidsLimit"]),
            "--shm-size", str(host["ShmSize"]), "--network", host["NetworkMode"]]
        for option, values in (
            ("--cap-add", host["CapAdd"]), ("--cap-drop", host["CapDrop"]), ("--security-opt", host["SecurityOpt"]),
            ("--env", config["Env"]),
        ):
            for value in values or []:
                words += [option, value.replace(self.user, name)]
        for mount in self.workspace["Mounts"]:
            source = mount["Source"].replace(self.user, name)
            words += ["--volume", f"{source}:{mount['Destination']}{'' if mount['RW'] else ':ro'}"]
        program, *arguments = [*(config["Entrypoint"] or []), *(config["Cmd"] or [])]
        return [*words, "--entrypoint", program, config["Image"], *arguments]

    def check(self, name):
        """Whether the container that Docker's command has made is the same."""
        ours, theirs = (
            {**container["Config"], **container["HostConfig"]}
            for container in (self.workspace, self.bench.engine.call("GET", f"/containers/{name}/json")))
        if others := [key for key in COMPARED if set_of(ours.get(key)) != set_of(theirs.get(key))]:
            raise Failure(f"docker run makes another container: {', '.join(others)}")


def set_of(value):
    """Nothing and an empty list are the same; capabilities have no order, and two names each."""
    if isinstance(value, list) or value is None:
        return sorted(word.removeprefix("CAP_") for word in value or [])
    return value
