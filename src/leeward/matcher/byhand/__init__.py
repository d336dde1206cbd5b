"""Changes by hand to a bank: logged, read back, and counted beside what its list says."""
