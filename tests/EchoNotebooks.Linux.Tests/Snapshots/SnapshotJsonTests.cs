using System.Text.Json.Nodes;

namespace EchoNotebooks.Linux.Tests.Snapshots;

public sealed class SnapshotJsonTests
{
    [Fact]
    public void A_snapshot_is_written_under_the_names_of_the_contract()
    {
        var json = JsonNode.Parse(SnapshotJson.Write(Sample.Snapshot))!.AsObject();

        Assert.Equal(["schema", "takenAt", "descriptions", "processes", "descriptors", "sockets", "problems"], json.Select(p => p.Key));
        Assert.Equal(1, (int)json["schema"]!);
        Assert.Equal("2026-04-01T09:30:00.123+00:00", (string)json["takenAt"]!);
        Assert.Equal(
            """{"pid":101,"ppid":100,"state":"T","command":"echo-server","startTime":5001,"role":"child 1"}""",
            json["processes"]![1]!.ToJsonString());
        Assert.Equal(
            """{"pid":100,"fd":3,"kind":"socket","inode":900,"target":"socket:[900]","cloexec":true,"ofd":2}""",
            json["descriptors"]![1]!.ToJsonString());
        Assert.Equal(
            ["file", "socket", "socket", "pipe", "anon", "other"],
            json["descriptors"]!.AsArray().Select(d => (string)d!["kind"]!));
        Assert.Equal(
            """{"inode":900,"protocol":"tcp","local":"127.0.0.1:9190","remote":null,"state":"LISTEN"}""",
            json["sockets"]![0]!.ToJsonString());
        Assert.Equal("""{"pid":1,"what":"notPermitted","path":"/proc/1/fd","errno":13}""", json["problems"]![1]!.ToJsonString());
        Assert.Equal(["gone", "notPermitted", "moved"], json["problems"]!.AsArray().Select(p => (string)p!["what"]!));
    }

    [Fact]
    public void Names_whose_value_is_not_known_are_there_with_null()
    {
        var json = JsonNode.Parse(SnapshotJson.Write(Sample.Snapshot))!;
        Assert.Contains("\"role\":null", json["processes"]![2]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"ofd\":null", json["descriptors"]![3]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_read_back_the_same() =>
        Sample.AssertSame(Sample.Snapshot, SnapshotJson.Read(SnapshotJson.Write(Sample.Snapshot)));

    [Fact]
    public void A_live_snapshot_goes_there_and_back()
    {
        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId]);
        Assert.NotEmpty(snapshot.Descriptors);
        Sample.AssertSame(snapshot, SnapshotJson.Read(SnapshotJson.Write(snapshot)));
    }

    [Fact]
    public void Text_is_one_line_without_control_characters_and_with_readable_Korean()
    {
        var json = SnapshotJson.Write(Sample.Snapshot);
        Assert.DoesNotContain(json, char.IsControl);
        Assert.Contains("에코", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":2}""")]
    [InlineData("""{"schema":1}""")]
    [InlineData("""{"schema":1,"takenAt":"soon","descriptions":"kcmp","processes":[],"descriptors":[],"sockets":[],"problems":[]}""")]
    [InlineData("""{"schema":1,TIME,"descriptions":"guess","processes":[],"descriptors":[],"sockets":[],"problems":[]}""")]
    [InlineData("""{"schema":1,TIME,"descriptions":"kcmp","processes":null,"descriptors":[],"sockets":[],"problems":[]}""")]
    [InlineData("""{"schema":1,TIME,"descriptions":"kcmp","processes":[{"pid":1}],"descriptors":[],"sockets":[],"problems":[]}""")]
    [InlineData("""{"schema":1,TIME,"descriptions":"kcmp","processes":[null],"descriptors":[],"sockets":[],"problems":[]}""")]
    public void Anything_else_is_refused_with_one_kind_of_error(string json)
    {
        json = json.Replace("TIME", "\"takenAt\":\"2026-04-01T09:30:00Z\"");
        var error = Assert.Throws<SnapshotFormatException>(() => SnapshotJson.Read(json));
        Assert.Contains("스냅샷", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_a_later_version_adds_are_passed_over()
    {
        var json = JsonNode.Parse(SnapshotJson.Write(Sample.Snapshot))!;
        json["added"] = "later";
        json["sockets"]![0]!["added"] = 1;
        Sample.AssertSame(Sample.Snapshot, SnapshotJson.Read(json.ToJsonString()));
    }
}
