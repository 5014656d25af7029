using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// A line <c>#!name</c> that is a command of .NET Interactive. None of them is here; for each there is something that does
/// the same.
/// </summary>
internal static class MagicCommand
{
    private const int LongestName = 40;
    private const string Values = "값은 C# 변수에 담는다(`var 이름 = 값;`). 뒤의 셀이 모두 그 변수를 쓸 수 있다.";
    private const string Names = "변수의 값을 보려면 이름만 적어 실행한다. 점을 찍으면 쓸 수 있는 이름이 나온다.";

    private static readonly Dictionary<string, string> Instead = new(StringComparer.OrdinalIgnoreCase)
    {
        ["about"] = "이 커널의 판은 `echonb --version` 명령이 보여 준다.",
        ["connect"] = "여기서는 C#, Markdown, HTML 셀만 쓴다.",
        ["import"] = "다른 파일의 C# 코드는 `#load \"파일.csx\"`로 불러온다.",
        ["load"] = "다른 파일의 C# 코드는 `#load \"파일.csx\"`로 불러온다.",
        ["lsmagic"] = "쓸 수 있는 것은 C# 스크립트의 `#r`과 `#load`이다.",
        ["r"] = "라이브러리는 `#r \"경로.dll\"`로 부른다.",
        ["set"] = Values,
        ["share"] = Values,
        ["time"] = "걸린 시간은 `System.Diagnostics.Stopwatch`로 잰다.",
        ["value"] = Values + " 파일의 글은 `System.IO.File.ReadAllText(\"파일\")`로 읽는다.",
        ["who"] = Names,
        ["whos"] = Names,
    };

    /// <summary>The name in a line that begins with <c>#!</c>; null in any other.</summary>
    public static string? NameIn(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal)
            ? line[2..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("")
            : null;

    /// <summary>Whether .NET Interactive has a command of this name.</summary>
    public static bool IsKnown(string name) => Instead.ContainsKey(name);

    /// <summary>That the command is not here, and what does the same.</summary>
    public static string Explain(string name) => Instead.TryGetValue(name, out var instead)
        ? $"`#!{name}` 매직 명령은 Polyglot Notebooks(.NET Interactive)의 것이라 여기서는 쓸 수 없다. {instead}"
        : $"`#!{Visible.OnOneLine(TextWidth.Cut(name, LongestName))}` 매직 명령은 여기에 없다. "
          + "`#!`로 시작하는 줄은 셀의 첫 줄에서 셀의 언어(csharp, markdown, html)를 정할 때만 쓴다.";
}
