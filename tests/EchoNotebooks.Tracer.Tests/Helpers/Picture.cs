using System.Text.Json;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>What a reader of deltas knows after each line: the first line's snapshot and every change since.</summary>
internal sealed class Picture
{
    private readonly Dictionary<ulong, JsonElement> processes = [];
    private readonly Dictionary<(ulong Pid, ulong Fd), JsonElement> descriptors = [];
    private readonly Dictionary<ulong, JsonElement> sockets = [];

    /// <summary>Applies one line.</summary>
    internal Picture Apply(Line line)
    {
        var picture = line.Picture;
        if (line.Json.TryGetProperty("snapshot", out _))
        {
            processes.Clear();
            descriptors.Clear();
            sockets.Clear();
        }
        Set(picture, "processes", processes, p => Number(p, "pid"));
        Set(picture, "descriptors", descriptors, d => (Number(d, "pid"), Number(d, "fd")));
        Set(picture, "sockets", sockets, s => Number(s, "inode"));
        Remove(picture, "goneProcesses", processes, pid => pid.GetUInt64());
        Remove(picture, "goneDescriptors", descriptors, d => (Number(d, "pid"), Number(d, "fd")));
        Remove(picture, "goneSockets", sockets, inode => inode.GetUInt64());
        return this;
    }

    /// <summary>Everything, one fact a line, sorted: two pictures are equal if these are.</summary>
    internal List<string> Facts =>
    [
        .. processes.Select(f => $"process {f.Key}: {f.Value}")
            .Concat(descriptors.Select(f => $"descriptor {f.Key.Pid}/{f.Key.Fd}: {f.Value}"))
            .Concat(sockets.Select(f => $"socket {f.Key}: {f.Value}")).Order(StringComparer.Ordinal),
    ];

    /// <summary>The descriptors as "parent 4 clnt_sock 127.0.0.1:9190 ESTABLISHED"-like facts: role, number, name, inode.</summary>
    internal IEnumerable<(string? Role, int Pid, int Fd, string? Name, ulong Inode, int Ofd)> Descriptors =>
        from d in descriptors.Values
        let pid = d.GetProperty("pid").GetInt32()
        select (RoleOf(pid), pid, d.GetProperty("fd").GetInt32(), d.GetProperty("name").GetString(), d.GetProperty("inode").GetUInt64(),
            d.GetProperty("ofd").GetInt32());

    /// <summary>"parent serv_sock", "child 1 clnt_sock": who holds what, sorted.</summary>
    internal List<string> Holdings => [.. Descriptors.Select(d => $"{d.Role} {d.Name}").Order(StringComparer.Ordinal)];

    internal string? StateOf(int pid) => Process(pid)?.GetProperty("state").GetString();

    internal int? ParentOf(int pid) => Process(pid)?.GetProperty("ppid").GetInt32();

    internal string? RoleOf(int pid) => Process(pid)?.GetProperty("role").GetString();

    internal JsonElement? Socket(ulong inode) => sockets.TryGetValue(inode, out var socket) ? socket : null;

    internal IEnumerable<JsonElement> Sockets => sockets.Values;

    internal IReadOnlyCollection<int> Pids => [.. processes.Keys.Select(pid => (int)pid)];

    /// <summary>How many processes there are.</summary>
    internal int Size => processes.Count;

    private JsonElement? Process(int pid) => processes.TryGetValue((ulong)pid, out var process) ? process : null;

    private static ulong Number(JsonElement json, string name) => json.GetProperty(name).GetUInt64();

    private static void Set<TKey>(
        JsonElement picture, string list, Dictionary<TKey, JsonElement> facts, Func<JsonElement, TKey> key) where TKey : notnull
    {
        if (!picture.TryGetProperty(list, out var items)) return;
        foreach (var item in items.EnumerateArray()) facts[key(item)] = item;
    }

    private static void Remove<TKey>(
        JsonElement picture, string list, Dictionary<TKey, JsonElement> facts, Func<JsonElement, TKey> key) where TKey : notnull
    {
        if (!picture.TryGetProperty(list, out var items)) return;
        foreach (var item in items.EnumerateArray()) Assert.True(facts.Remove(key(item)), $"of {list}, {item} was not there");
    }
}
