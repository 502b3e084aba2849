"""The command `aftercare`."""

from aftercare.project.commands.main import main

if __name__ == "__main__":
    main(prog_name="aftercare")
