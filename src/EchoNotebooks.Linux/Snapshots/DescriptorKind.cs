using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>What a descriptor leads to.</summary>
[JsonConverter(typeof(CamelCaseConverter<DescriptorKind>))]
public enum DescriptorKind
{
    /// <summary>"socket:[inode]".</summary>
    Socket,

    /// <summary>"pipe:[inode]", or a named pipe (fifo(7)).</summary>
    Pipe,

    /// <summary>Anything with a path: regular file, folder, device, memfd, deleted file.</summary>
    File,

    /// <summary>"anon_inode:…": epoll, eventfd, signalfd, timerfd, pidfd, inotify, io_uring and the like.</summary>
    Anon,

    /// <summary>What none of the others describes.</summary>
    Other,
}
