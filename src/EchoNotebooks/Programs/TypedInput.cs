using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// What a program reads from its standard input: a file that has no name any more, so that it goes with this process, however that
/// ends. Others of its user open it by the descriptor that this process holds (proc_pid_fd(5)).
/// </summary>
internal sealed class TypedInput : IDisposable
{
    private readonly FileStream? file;

    /// <param name="text">The text; empty for none.</param>
    /// <exception cref="TemporaryFolderException">There is no room for it.</exception>
    public TypedInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return;
        using var folder = new TemporaryFolder();
        file = File.OpenRead(folder.Write("stdin", text));
    }

    /// <summary>The command with this as its standard input: a shell opens the file and becomes the program.</summary>
    public string[] Of(string[] command)
    {
        if (file is null) return command;
        var path = $"/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}";
        return ["/bin/sh", "-c", "exec \"$@\" < \"$0\"", path, .. command];
    }

    public void Dispose() => file?.Dispose();
}
