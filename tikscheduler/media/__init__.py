"""Video files: the only room that knows PyAV."""
