using System.Text.RegularExpressions;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Running;

/// <summary>
/// What <c>echonb run --teacher</c> proves: every prediction of the notebooks that ran, with what the kernel said in this run,
/// and every exercise, with its model, blank and wrong solutions.
/// </summary>
internal sealed partial class TeacherProofs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>From now on the kernels that are started write down what their checks prove.</summary>
    public TeacherProofs() => Environment.SetEnvironmentVariable(ProofFile.Variable, File);

    private string File => folder.PathOf("proofs.jsonl");

    /// <summary>Proves the predictions that the notebooks ask for, and says what came of it.</summary>
    /// <param name="notebooks">The notebooks that ran.</param>
    /// <param name="say">Is told each line.</param>
    /// <returns>Whether all are proved.</returns>
    public bool Predictions(IEnumerable<Notebook> notebooks, Action<string> say)
    {
        var asked = Named(notebooks, Question());
        var checks = ProofFile.Read(File).ToLookup(line => line.Id, line => line.Why);
        var isProved = true;
        foreach (var id in asked)
        {
            var why = checks[id].Any()
                ? checks[id].FirstOrDefault(one => one is not null)
                : "이 실행에서는 커널의 답을 보지 않았다(Check가 불리지 않았다).";
            if (why is null) continue;
            isProved = false;
            say($"물음 {id}: 증명하지 못했다. {why}");
        }
        if (isProved && asked.Count > 0) say($"예측 {asked.Count}개: 커널의 답과 맞는 답은 하나이고, 다른 답은 모두 틀렸다고 판정한다.");
        return isProved;
    }

    /// <summary>Judges the solutions of the exercises that the notebooks have, and says what came of it.</summary>
    /// <param name="notebooks">The notebooks that ran.</param>
    /// <param name="say">Is told each line.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Whether all are proved.</returns>
    public static async Task<bool> ExercisesAsync(IEnumerable<Notebook> notebooks, Action<string> say, CancellationToken ct)
    {
        var given = Named(notebooks, Exercise());
        var isProved = true;
        foreach (var id in given)
        {
            if (await ExerciseProof.WhyNotAsync(Exercises.Get(id), ct).ConfigureAwait(false) is not { } why) continue;
            isProved = false;
            say($"연습 {id}: 증명하지 못했다. {why}");
        }
        if (isProved && given.Count > 0)
            say($"연습 {given.Count}개: 모범 답은 맞고, 빈 제출과 알려진 틀린 답은 저마다 다른 까닭으로 틀렸다고 판정한다.");
        return isProved;
    }

    private static List<string> Named(IEnumerable<Notebook> notebooks, Regex call) =>
    [
        .. notebooks.SelectMany(notebook => notebook.Cells.Where(cell => cell.IsCode))
            .SelectMany(cell => call.Matches(cell.Source)).Select(match => match.Groups[1].Value).Distinct(),
    ];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ProofFile.Variable, null);
        folder.Dispose();
    }

    [GeneratedRegex("""Predict\s*\.\s*Ask\(\s*"([^"]+)"\s*\)""")]
    private static partial Regex Question();

    [GeneratedRegex("""Exercises\s*\.\s*Get\(\s*"([^"]+)"\s*[,)]""")]
    private static partial Regex Exercise();
}
