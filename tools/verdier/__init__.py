"""What samples/verdier is made from."""
