using System.CommandLine;
using System.Globalization;
using EchoNotebooks.Linux;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Verbs;

/// <summary>`echonb snapshot PID… [--children] [--json]`: descriptor ownership of live processes.</summary>
internal static class SnapshotCommand
{
    public static Command Create()
    {
        var pids = new Argument<string[]>("PID…") { Description = "볼 프로세스의 번호", Arity = ArgumentArity.ZeroOrMore };
        var children = new Option<bool>("--children") { Description = "자손 프로세스도 함께 본다" };
        var json = new Option<bool>("--json") { Description = "사람 대신 프로그램이 읽을 JSON 한 줄로 쓴다" };
        var command = new Command("snapshot", "살아 있는 프로세스가 어떤 디스크립터로 어떤 소켓을 쥐고 있는지 커널에 물어 보여 준다.") { pids, children, json };
        command.SetAction(result => Run(
            result.GetValue(pids) ?? [], result.GetValue(children), result.GetValue(json),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    /// <returns>The exit code: 0, 1 where something that was asked for could not be read, 2 for wrong arguments.</returns>
    private static int Run(string[] words, bool children, bool json, TextWriter output, TextWriter errors)
    {
        if (words.Length == 0)
        {
            errors.WriteLine("볼 프로세스의 번호를 하나 이상 적는다. 예: echonb snapshot 1234 --children");
            return 2;
        }
        var pids = new List<int>();
        foreach (var word in words)
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == 0)
            {
                errors.WriteLine(word.StartsWith('-')
                    ? $"모르는 옵션이다: {Visible.OnOneLine(word)}. 쓸 수 있는 것은 --children과 --json이다."
                    : $"프로세스 번호가 아니다: {Visible.OnOneLine(word)}. 1 이상의 정수를 적는다. 번호는 ps나 pgrep으로 찾는다.");
                return 2;
            }
            pids.Add(pid);
        }

        DescriptorSnapshot snapshot;
        try
        {
            snapshot = DescriptorSnapshot.Take(pids, children);
        }
        catch (LinuxException e)
        {
            errors.WriteLine(e.Message);
            return 1;
        }
        if (json) output.WriteLine(SnapshotJson.Write(snapshot));
        else if (!snapshot.Processes.IsEmpty) SnapshotView.Write(snapshot, output);

        // A descendant that ended while it was looked at is no news: it was not asked for by its number.
        var told = snapshot.Problems.Where(p => p.What != ReadProblemKind.Gone || pids.Contains(p.Pid)).ToList();
        foreach (var problem in told) errors.WriteLine(ReadProblemText.Of(problem));
        // One that moved was read all the same.
        return told.TrueForAll(p => p.What == ReadProblemKind.Moved) ? 0 : 1;
    }
}
