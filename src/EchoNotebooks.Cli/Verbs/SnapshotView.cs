using System.Globalization;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Linux;
using EchoNotebooks.Markup;
using EchoNotebooks.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EchoNotebooks.Cli.Verbs;

/// <summary>A snapshot as tables for people: framed on a terminal, columns of plain text everywhere else.</summary>
internal static class SnapshotView
{
    internal static void Write(DescriptorSnapshot snapshot, TextWriter output)
    {
        var (console, text, onTerminal) = TableConsole.For(output);
        console.WriteLine($"{snapshot.TakenAt.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff}에 커널에서 읽었다.");
        Section(console, onTerminal, $"프로세스 {snapshot.Processes.Length}개", Processes(snapshot));
        Section(console, onTerminal, Count("디스크립터", snapshot.Descriptors.Length, snapshot), Descriptors(snapshot));
        Section(console, onTerminal, Count("소켓", snapshot.Sockets.Length, snapshot), Sockets(snapshot));
        console.WriteLine();
        console.WriteLine(snapshot.DescriptionSource == DescriptionSource.Kcmp
            ? "'열린 파일 항목'의 번호가 같으면 같은 열린 파일 항목(open file description)을 가리킨다. 커널이 kcmp로 비교한 것이다."
            : "kcmp가 막혀 있어 '열린 파일 항목'은 소켓만 inode로 알아냈다. 나머지는 알 수 없어 비워 두었다.");

        foreach (var line in text.ToString().Split('\n').SkipLast(1)) output.WriteLine(line.TrimEnd());
    }

    /// <summary>How many there are; what could not be read is not nothing.</summary>
    private static string Count(string what, int count, DescriptorSnapshot snapshot)
    {
        var unread = snapshot.Problems.Where(problem => problem.What == ReadProblemKind.NotPermitted)
            .Select(problem => problem.Pid).Distinct().Order().ToList();
        if (unread.Count == 0) return $"{what} {count}개";
        var whose = $"프로세스 {string.Join(", ", unread)}의 것은 읽지 못했다";
        return count == 0 ? $"{what}: {whose}" : $"{what} {count}개({whose})";
    }

    private static void Section(IAnsiConsole console, bool onTerminal, string title, Table table)
    {
        console.WriteLine();
        console.WriteLine(title);
        if (table.Rows.Count == 0) return;
        console.Write(onTerminal ? table.RoundedBorder() : table.NoBorder());
    }

    private static Table Processes(DescriptorSnapshot snapshot)
    {
        var table = Columns("PID", "부모", "상태", "이름");
        foreach (var p in snapshot.Processes) Row(table, Number(p.Pid), Number(p.Ppid), $"{p.State} {StateWords.Of(p.State)}", p.Command);
        return table;
    }

    private static Table Descriptors(DescriptorSnapshot snapshot)
    {
        var table = Columns("PID", "FD", "종류", "열린 파일 항목", "exec 때", "가리키는 것");
        foreach (var d in snapshot.Descriptors)
            Row(
                table, Number(d.Pid), Number(d.Fd), ObjectWords.Of(d.Kind), d.OpenFileDescription is { } ofd ? $"#{ofd}" : "",
                d.CloseOnExec ? "닫힘" : "", d.Target);
        return table;
    }

    private static Table Sockets(DescriptorSnapshot snapshot)
    {
        var holders = snapshot.Descriptors.Where(d => d.Kind == DescriptorKind.Socket).ToLookup(d => d.Inode);
        var table = Columns("inode", "프로토콜", "자기 주소", "상대 주소", "TCP 상태", "디스크립터");
        foreach (var s in snapshot.Sockets)
            Row(
                table, s.Inode.ToString(CultureInfo.InvariantCulture), s.Protocol, s.Local?.ToString() ?? "",
                s.Remote?.ToString() ?? "", s.State ?? "",
                $"{holders[s.Inode].Count()}개");
        return table;
    }

    private static Table Columns(params string[] names)
    {
        var table = new Table();
        foreach (var name in names) table.AddColumn(new TableColumn(new Text(name)));
        return table;
    }

    /// <summary>Cells are text, never Spectre's markup: "[red]" in a process's name is a name.</summary>
    private static void Row(Table table, params string[] cells) =>
        table.AddRow(cells.Select(IRenderable (cell) => new Text(Visible.OnOneLine(cell))));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
