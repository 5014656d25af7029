using System.Globalization;
using System.Text;

namespace EchoNotebooks.Linux;

/// <summary>What the link /proc/PID/fd/N says (proc_pid_fd(5)): a closed set of cases, <see cref="Unknown"/> included.</summary>
public abstract record FdTarget
{
    private FdTarget()
    {
    }

    /// <summary>"socket:[inode]".</summary>
    public sealed record Socket(ulong Inode) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => $"socket:[{Inode}]";
    }

    /// <summary>"pipe:[inode]": a pipe without a name.</summary>
    public sealed record Pipe(ulong Inode) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => $"pipe:[{Inode}]";
    }

    /// <summary>
    /// "anon_inode:[eventpoll]", "anon_inode:inotify": an object without a name in any file system. The name keeps its brackets.
    /// </summary>
    public sealed record AnonInode(string Name) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => $"anon_inode:{Name}";
    }

    /// <summary>Anything with a path. A deleted file's path ends with " (deleted)", which a file's own name may as well.</summary>
    public sealed record File(string Path) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => Path;
    }

    /// <summary>
    /// "net:[4026531840]" and everything else of that form: a namespace or another object of a file system without paths.
    /// </summary>
    public sealed record Special(string Type, ulong Inode) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Type}:[{Inode}]";
    }

    /// <summary>What no other case describes.</summary>
    public sealed record Unknown(string Text) : FdTarget
    {
        /// <inheritdoc/>
        public override string ToString() => Text;
    }

    /// <summary>Reads the link's text. Every text is one of the cases: nothing is thrown.</summary>
    /// <param name="link">The bytes that readlink(2) gave; those that are not UTF-8 appear as U+FFFD.</param>
    public static FdTarget Parse(ReadOnlySpan<byte> link)
    {
        if (link.StartsWith("/"u8) || link.StartsWith("(unreachable)"u8)) return new File(Encoding.UTF8.GetString(link));
        var anon = "anon_inode:"u8;
        if (link.StartsWith(anon)) return new AnonInode(Encoding.UTF8.GetString(link[anon.Length..]));

        var bracket = link.IndexOf(":["u8);
        if (bracket < 1 || link[^1] != ']' || !ulong.TryParse(link[(bracket + 2)..^1], NumberStyles.None, null, out var inode))
            return new Unknown(Encoding.UTF8.GetString(link));
        var type = link[..bracket];
        if (type.SequenceEqual("socket"u8)) return new Socket(inode);
        if (type.SequenceEqual("pipe"u8)) return new Pipe(inode);
        return new Special(Encoding.UTF8.GetString(type), inode);
    }
}
