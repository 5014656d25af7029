using System.Runtime.InteropServices;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// A message over a unix socket that carries one descriptor (SCM_RIGHTS, unix(7)): the receiver gets a number of its own that
/// leads to the sender's open file description. It has one byte of data, because a stream carries no message without any.
/// </summary>
internal static class DescriptorMessage
{
    /// <summary>Sends a descriptor; false where nobody is left to receive it.</summary>
    /// <param name="channel">A descriptor of a unix socket.</param>
    /// <param name="descriptor">What is sent. The caller keeps its own.</param>
    internal static bool Send(int channel, int descriptor)
    {
        var control = new Control
        {
            Head = new() { cmsg_len = Control.Length, cmsg_level = SOL_SOCKET, cmsg_type = SCM_RIGHTS },
            Descriptor = descriptor,
        };
        while (true)
        {
            if (Pass(channel, ref control, isSent: true) != -1) return true;
            if (errno != EINTR) return false;
        }
    }

    /// <summary>Waits for a descriptor; −1 at the end of file, where an error ends the channel, and where none could be received.</summary>
    /// <param name="channel">A descriptor of a unix socket.</param>
    internal static int Receive(int channel)
    {
        while (true)
        {
            var control = new Control();
            var length = Pass(channel, ref control, isSent: false);
            if (length == -1 && errno == EINTR) continue;
            return length > 0 && control.Head is { cmsg_len: >= Control.Length, cmsg_level: SOL_SOCKET, cmsg_type: SCM_RIGHTS }
                ? control.Descriptor : -1;
        }
    }

    private static unsafe nint Pass(int channel, ref Control control, bool isSent)
    {
        byte data = 0;
        var vector = new iovec { iov_base = (nint)(&data), iov_len = 1 };
        fixed (Control* start = &control)
        {
            var message = new msghdr
            {
                msg_iov = (nint)(&vector),
                msg_iovlen = 1,
                msg_control = (nint)start,
                msg_controllen = (nuint)sizeof(Control),
            };
            return isSent ? sendmsg(channel, message, 0) : recvmsg(channel, ref message, 0);
        }
    }

    /// <summary>Control data with one descriptor: CMSG_SPACE(sizeof(int)) bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        /// <summary>CMSG_LEN(sizeof(int)).</summary>
        internal const int Length = 16 + sizeof(int);

        internal cmsghdr Head;
        internal int Descriptor;
        internal int Padding;
    }
}
