"""What watches over rules: brakes that hold one back, and surges that ask for others. Pure."""
