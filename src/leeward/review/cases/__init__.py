"""What a case page tells; verdicts that can be taken back; second readers, appeals."""
