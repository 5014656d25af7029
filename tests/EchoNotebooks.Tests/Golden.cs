using System.Runtime.CompilerServices;

namespace EchoNotebooks.Tests;

/// <summary>
/// Compares output with a file of the folder Golden. <c>UPDATE_GOLDEN=1 dotnet test --project
/// tests/EchoNotebooks.Tests</c> writes the files anew; look at the difference before you commit it.
/// </summary>
internal static class Golden
{
    public static void Holds(string name, string actual, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing; UPDATE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
