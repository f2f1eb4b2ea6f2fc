"""compose.yaml and the Dockerfile name only what exists: parts, settings, folders, services."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from deployments.parts import PARTS
from models.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = {name: made for name, made in COMPOSE["services"].items() if made["image"] == "dondoc"}


def test_every_part_of_a_live_installation_is_started_by_its_own_command():
    commands = {tuple(made["command"]) for made in OURS.values()}
    assert commands == {("dondoc", "part", name) for name, part in PARTS.items() if not part.only_demo}


def test_every_setting_it_gives_exists_and_lies_in_the_shared_home():
    for made in OURS.values():
        given = {name.removeprefix("DONDOC_").lower() for name in made["environment"] if name.startswith("DONDOC_")}
        assert given - {"home"} <= set(Settings.model_fields)
        assert made["volumes"] == [f"home:{made['environment']['DONDOC_HOME']}"]
        chosen = {name: str(value) for name, value in made["environment"].items() if "PORT" in name}
        assert chosen == {"DONDOC_PREFECT_PORT": "4200", "DONDOC_PORTAL_PORT": "8642"}


def test_whoever_is_waited_for_is_a_service_and_says_that_it_is_well():
    services = COMPOSE["services"]
    for made in services.values():
        waits = made.get("depends_on", {})
        assert set(waits) <= set(services)
        if isinstance(waits, dict):
            healthy = [name for name, how in waits.items() if how["condition"] == "service_healthy"]
            assert all("healthcheck" in services[name] for name in healthy)
    hosts = set(re.findall(r"(?:@|//)([a-z-]+?)(?::\d+)?/", " ".join(map(str, OURS["worker"]["environment"].values()))))
    assert hosts <= set(services)


def test_the_door_leads_to_services_on_their_ports():
    words = (ROOT / "deployments/compose/nginx.conf").read_text("utf-8")
    behind = re.findall(r"(?:server |http://)([a-z0-9-]+):(\d+)", words)
    assert behind == [("server-1", "4200"), ("server-2", "4200"), ("portal", "8642")]
    assert {name for name, _ in behind} <= set(COMPOSE["services"])
    assert re.findall(r"listen (\d+)", words) == ["4200", "8642"]


def test_only_this_machine_reaches_in_and_no_password_stands_in_the_files():
    published = [port for made in COMPOSE["services"].values() for port in made.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published)
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert all(word.startswith("${") for word in re.findall(r"dondoc:([^@\s]+)@", text))
    assert "POSTGRES_PASSWORD=\n" in (ROOT / "deployments/compose/example.env").read_text("utf-8")


def test_the_image_holds_every_package_and_the_lock():
    words = (ROOT / "Dockerfile").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    copied = re.findall(r"^COPY (\w+) (\w+)$", words, re.M)
    assert [name for name, same in copied if name == same] == [name for name, _ in copied]
    assert {name for name, _ in copied} == set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    for file in re.search(r"^COPY (.+) \./$", words, re.M)[1].split():
        assert (ROOT / file).exists()
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert not {name for name, _ in copied} & set(ignored)
