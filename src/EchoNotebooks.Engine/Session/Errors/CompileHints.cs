using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>What a reader of a notebook can do about an error of the compiler, which knows nothing of cells.</summary>
/// <param name="cell">The cell that does not compile.</param>
/// <param name="hasLibrary">Whether this cell or an earlier one references a library.</param>
internal sealed partial class CompileHints(CellCode cell, bool hasLibrary)
{
    private const string NoFirstCell =
        "아직 `#r`로 라이브러리를 부르는 셀(대개 첫 번째 셀)이 실행되지 않았다. 커널을 다시 시작했으면 첫 번째 셀부터 차례로 실행한다.";
    private readonly HashSet<string> given = new(StringComparer.Ordinal);

    /// <summary>The hints for an error; each is given once a cell.</summary>
    public IEnumerable<string> For(Diagnostic error)
    {
        var line = SourceQuote.Line(cell.Text, error.Location.GetLineSpan().StartLinePosition.Line + 1)?.Trim() ?? "";
        var word = error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan);
        return Hints(error, line, word).Where(given.Add);
    }

    private IEnumerable<string> Hints(Diagnostic error, string line, string word)
    {
        switch (error.Id)
        {
            case "CS0103" when word == "Kernel":
                yield return "`Kernel` 클래스는 Polyglot Notebooks(.NET Interactive)의 것이라 여기에는 없다. 값을 보이려면 `display(값)`을 쓴다.";
                break;
            case "CS0103" or "CS0246" or "CS0234" or "CS0400" when !hasLibrary:
                yield return NoFirstCell;
                break;
            case "CS0103":
                yield return "앞의 셀에서 선언한 이름이면 그 셀을 먼저 실행한다. 아니면 철자를 확인한다.";
                break;
            case "CS0246" or "CS0234":
                yield return "철자를 확인하고, 그 이름이 있는 네임스페이스를 `using 이름;`으로 적었는지 본다.";
                break;
            case "CS1061" when word.Length > 0 && error.GetMessage().StartsWith("'Task", StringComparison.Ordinal):
                yield return "Task는 아직 끝나지 않은 작업이지 그 결과가 아니다. 변수에 담을 때 앞에 await를 붙인다.";
                break;
            case "CS1504":
                yield return "`#load`가 읽을 파일이 없거나 읽을 수 없다. 경로는 노트북이 있는 폴더에서 시작한다.";
                break;
            case "CS7021":
                yield return "셀에서는 네임스페이스를 선언할 수 없다. `namespace` 줄과 그 중괄호를 지우고 안의 형식만 적는다.";
                break;
        }
        if (UsingDeclaration().IsMatch(line))
            yield return "셀의 맨 바깥에서는 `using var`를 쓸 수 없다. `using`을 빼고 변수에 담거나(셀이 다시 실행되면 라이브러리가 끝낸다), "
                + "`using (var 이름 = …) { … }`로 적는다.";
        // A script's parser takes it for a call of something named await.
        if (word == "await") yield return "셀에서는 await 바로 뒤에 괄호를 쓸 수 없다. 괄호 안의 것을 변수에 담고 그 변수를 기다린다.";
        if (MagicCommand.NameIn(line) is { } name) yield return MagicCommand.Explain(name);
    }

    // `using TYPE NAME =`; an alias, `using NAME =`, has no type before its name.
    [GeneratedRegex(@"^(await\s+)?using\s+(?!static\b|unsafe\b)[\w.<>\[\],?]+\s+\w+\s*=")]
    private static partial Regex UsingDeclaration();
}
