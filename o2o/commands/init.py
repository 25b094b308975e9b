"""o2o init: a small scenario to start from."""

from pathlib import Path

import click

from o2o.commands.shared import answer, json_option

TEMPLATE = "two-stores/two-stores.yaml"


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Write a small scenario of two stores into DIR; it runs as it is."""
    import scenarios
    from o2o.durable import make_folder, write_file
    from o2o.errors import StorageError

    template = Path(str(scenarios.__file__)).parent / "library" / TEMPLATE
    target = make_folder(folder) / template.name
    if target.exists():
        raise StorageError(f"{target} exists already and is left as it is; choose another folder")
    write_file(target, template.read_bytes())
    answer({"written": [str(target)]}, f"wrote {target}; run it with: o2o run {target}", as_json)
