namespace EchoNotebooks.Server;

internal static class Errno { internal static string Explain(int n) => $"errno {n}."; }
