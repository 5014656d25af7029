using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>What an open file description is set to, in Korean.</summary>
internal static class FileStatusWords
{
    /// <summary>A line each; one that says so where it could not be read.</summary>
    public static IReadOnlyList<string> Of(OpenFileStatus? status) =>
        status is not { } read ? ["플래그를 읽지 못했다"]
        : read.Offset is { } offset ? [StatusFlags.Of(read.Flags), $"오프셋 {offset}"]
        : [StatusFlags.Of(read.Flags)];
}
