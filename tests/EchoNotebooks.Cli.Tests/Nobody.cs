using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What it takes to run echonb as a user without rights; skips the running test where that is impossible.</summary>
internal sealed class Nobody : IDisposable
{
    private readonly string folder;

    /// <param name="withPrograms">Whether the programs that lie beside the library are there too.</param>
    internal Nobody(bool withPrograms = false)
    {
        if (Environment.UserName != "root") Assert.Skip("only root can become another user");
        Setpriv = Need.Program("setpriv", "install util-linux");
        // Another user may not be able to read the folder that this was built in.
        folder = Directory.CreateTempSubdirectory("echonb-").FullName;
        CopyFiles(AppContext.BaseDirectory, folder);
        if (withPrograms)
            CopyFiles(Path.Combine(Need.RepositoryRoot, "artifacts/lib"), Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName);
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder, open);
        if (withPrograms) File.SetUnixFileMode(Path.Combine(folder, "lib"), open);
        File.SetUnixFileMode(Path.GetDirectoryName(folder)!, open);
    }

    internal string Setpriv { get; }

    internal string[] Arguments { get; } = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    internal string Echonb => Path.Combine(folder, "echonb");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void CopyFiles(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
