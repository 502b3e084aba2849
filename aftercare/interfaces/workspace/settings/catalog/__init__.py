"""What is set up of the catalog: fault codes and parameters."""
