using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a call was called with, in the words of its man page.</summary>
internal static class CallArguments
{
    /// <summary>So much of what is read and written is shown: the chapter's messages are 30 bytes a piece.</summary>
    private const int DataShown = 64;

    /// <summary>The arguments that matter, as they are at the entry of a call.</summary>
    /// <param name="pid">Whose memory the addresses are in.</param>
    /// <param name="call">The call.</param>
    internal static TraceArguments Of(int pid, CallInProgress call)
    {
        var arguments = new TraceArguments();
        switch (call.Definition.Effect)
        {
            case Effect.Socket or Effect.SocketPair:
                Add("domain", Domain(call.Int(0)));
                Add("type", SocketType(call.Int(1)));
                Add("protocol", call.Int(2));
                break;
            case Effect.Bind or Effect.Connect:
                var sockaddr = ProcessMemory.Read(pid, call[1], stackalloc byte[Math.Clamp(call.Int(2), 0, 128)]);
                Add("address", Endpoint.FromSockaddr(sockaddr)?.ToString());
                break;
            case Effect.Listen:
                Add("backlog", call.Int(1));
                break;
            case Effect.Shutdown:
                Add("how", call.Int(1) switch
                {
                    SHUT_RD => "SHUT_RD",
                    SHUT_WR => "SHUT_WR",
                    SHUT_RDWR => "SHUT_RDWR",
                    var other => other.ToString(null, null),
                });
                break;
            case Effect.Read or Effect.Write when HasOneBuffer(call.Definition.Name):
                Add("count", call[2]);
                if (call.Definition.Effect == Effect.Write && (long)call[2] >= 0) Add("data", Data(pid, call[1], (long)call[2]));
                break;
            case Effect.DuplicateTo:
                Add("newfd", call.Int(1));
                break;
            case Effect.Fcntl:
                Add("command", call.Int(1) switch
                {
                    F_DUPFD => "F_DUPFD",
                    F_DUPFD_CLOEXEC => "F_DUPFD_CLOEXEC",
                    _ => "F_SETFD",
                });
                Add("argument", call.Int(2));
                break;
            case Effect.CloseRange:
                Add("first", (uint)call[0] is var first ? (long)first : 0);
                Add("last", (uint)call[1] is var last ? (long)last : 0);
                break;
            case Effect.Wait:
                Add("pid", WaitedFor(call));
                Add("nohang", (call.Int(call.Definition.Name == "waitid" ? 3 : 2) & WNOHANG) != 0);
                break;
            case Effect.Send when call.Sends.Count > 0:
                Add("descriptors", string.Join(", ", call.Sends));
                break;
            case Effect.SetUp or Effect.Signalfd:
                SetupArguments.Add(arguments, pid, call);
                break;
            case Effect.Exit:
                Add("code", call.Int(0) & 0xff);
                break;
            case Effect.Execute:
                Add("path", Path(pid, call[call.Definition.Name == "execve" ? 0 : 1]));
                break;
        }
        return arguments;

        void Add(string name, object? value) => arguments.Add(name, value);
    }

    /// <summary>
    /// As wait4's first argument has it: a process, −1 for any child, a group as a negative number; null where a pidfd names
    /// it.
    /// </summary>
    private static int? WaitedFor(CallInProgress call) => call.Definition.Name != "waitid" ? call.Int(0) : call.Int(0) switch
    {
        P_ALL => -1,
        P_PGID => -call.Int(1),
        P_PIDFD => null,
        _ => call.Int(1),
    };

    /// <summary>
    /// Of a read that has returned 0: whether it is the end of file. It is not, where nothing was asked for, or where
    /// an empty datagram has come (read(2), recv(2)).
    /// </summary>
    internal static bool IsEndOfFile(int pid, CallInProgress call)
    {
        if (call.ActedOn?.Socket is { Protocol: not ("tcp" or "tcp6" or "mptcp" or "mptcp6" or "unix") }) return false;
        return call.Definition.Name switch
        {
            "readv" or "preadv" or "preadv2" => ControlMessages.VectorSize(pid, call[1], call[2]) > 0,
            "recvmsg" => ControlMessages.BufferSize(pid, call[1]) > 0,
            _ => call[2] > 0,
        };
    }

    /// <summary>What a read has brought; null for any other call.</summary>
    internal static string? DataRead(int pid, CallInProgress call, long result) =>
        call.Definition.Effect == Effect.Read && result >= 0 && HasOneBuffer(call.Definition.Name) ? Data(pid, call[1], result) : null;

    /// <summary>Whether the second argument is a buffer and the third its length.</summary>
    private static bool HasOneBuffer(string name) => name is "read" or "write" or "recvfrom" or "sendto" or "pread64" or "pwrite64";

    private static string Data(int pid, ulong address, long length) =>
        Encoding.UTF8.GetString(ProcessMemory.Read(pid, address, stackalloc byte[(int)Math.Min(length, DataShown)]));

    private static string Path(int pid, ulong address)
    {
        // A string may end close to the end of its page: what lies behind is another page, perhaps none.
        var text = ProcessMemory.Read(pid, address, stackalloc byte[(int)Math.Min(256, 4096 - (address & 4095))]);
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private static string Domain(int domain) => domain switch
    {
        AF_UNIX => "AF_UNIX",
        AF_INET => "AF_INET",
        AF_INET6 => "AF_INET6",
        AF_NETLINK => "AF_NETLINK",
        _ => domain.ToString(null, null),
    };

    private static string SocketType(int type)
    {
        var name = (type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) switch
        {
            SOCK_STREAM => "SOCK_STREAM",
            SOCK_DGRAM => "SOCK_DGRAM",
            SOCK_RAW => "SOCK_RAW",
            SOCK_SEQPACKET => "SOCK_SEQPACKET",
            var other => other.ToString(null, null),
        };
        if ((type & SOCK_NONBLOCK) != 0) name += "|SOCK_NONBLOCK";
        return (type & SOCK_CLOEXEC) != 0 ? name + "|SOCK_CLOEXEC" : name;
    }
}
