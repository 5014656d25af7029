using System.Globalization;
using System.Text.Json;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>What a reader of deltas knows after each line: the first line's snapshot and every change since.</summary>
internal sealed class Picture
{
    private readonly Dictionary<string, JsonElement> facts = [];

    /// <summary>Applies one line.</summary>
    internal Picture Apply(Line line)
    {
        var picture = line.Picture;
        if (line.Json.TryGetProperty("snapshot", out _)) facts.Clear();
        Set(picture, "processes", p => $"process {Number(p, "pid")}");
        Set(picture, "descriptors", d => $"descriptor {Number(d, "pid")}/{Number(d, "fd")}");
        Set(picture, "sockets", s => $"socket {Number(s, "inode")}");
        Remove(picture, "goneProcesses", pid => $"process {pid}");
        Remove(picture, "goneDescriptors", d => $"descriptor {Number(d, "pid")}/{Number(d, "fd")}");
        Remove(picture, "goneSockets", inode => $"socket {inode}");
        return this;
    }

    /// <summary>Everything, one fact a line, sorted: two pictures are equal if these are.</summary>
    internal List<string> Facts => [.. facts.Select(f => $"{f.Key}: {f.Value}").Order(StringComparer.Ordinal)];

    /// <summary>The descriptors as "parent 4 clnt_sock 127.0.0.1:9190 ESTABLISHED"-like facts: role, number, name, inode.</summary>
    internal IEnumerable<(string? Role, int Pid, int Fd, string? Name, ulong Inode, int Ofd)> Descriptors =>
        from fact in facts
        where fact.Key.StartsWith("descriptor", StringComparison.Ordinal)
        let d = fact.Value
        let pid = d.GetProperty("pid").GetInt32()
        select (RoleOf(pid), pid, d.GetProperty("fd").GetInt32(), d.GetProperty("name").GetString(), d.GetProperty("inode").GetUInt64(),
            d.GetProperty("ofd").GetInt32());

    /// <summary>"parent serv_sock", "child 1 clnt_sock": who holds what, sorted.</summary>
    internal List<string> Holdings => [.. Descriptors.Select(d => $"{d.Role} {d.Name}").Order(StringComparer.Ordinal)];

    internal string? StateOf(int pid) =>
        facts.TryGetValue($"process {pid}", out var process) ? process.GetProperty("state").GetString() : null;

    internal int? ParentOf(int pid) => facts.TryGetValue($"process {pid}", out var process) ? process.GetProperty("ppid").GetInt32() : null;

    internal string? RoleOf(int pid) =>
        facts.TryGetValue($"process {pid}", out var process) ? process.GetProperty("role").GetString() : null;

    internal JsonElement? Socket(ulong inode) => facts.TryGetValue($"socket {inode}", out var socket) ? socket : null;

    internal IEnumerable<JsonElement> Sockets => facts.Where(f => f.Key.StartsWith("socket", StringComparison.Ordinal))
        .Select(f => f.Value);

    internal IEnumerable<int> Pids => facts.Where(f => f.Key.StartsWith("process", StringComparison.Ordinal))
        .Select(f => f.Value.GetProperty("pid").GetInt32());

    private static string Number(JsonElement json, string name) =>
        json.GetProperty(name).GetUInt64().ToString(CultureInfo.InvariantCulture);

    private void Set(JsonElement picture, string list, Func<JsonElement, string> key)
    {
        if (!picture.TryGetProperty(list, out var items)) return;
        foreach (var item in items.EnumerateArray()) facts[key(item)] = item;
    }

    private void Remove(JsonElement picture, string list, Func<JsonElement, string> key)
    {
        if (!picture.TryGetProperty(list, out var items)) return;
        foreach (var item in items.EnumerateArray()) Assert.True(facts.Remove(key(item)), $"{key(item)} goes and was not there");
    }
}
