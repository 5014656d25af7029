using EchoNotebooks.TestSupport;

[assembly: AssemblyFixture(typeof(NothingLeftBehind))]
