using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>
/// The session as Roslyn's editor services want to see it: each cell that compiled a document of its own, which
/// sees the one before, and at the end the cell that is being written.
/// </summary>
internal sealed class ScriptWorkspace(SubmissionCompiler compiler)
{
    private readonly References references = compiler.References.Twin();
    private Solution? solution;
    private ProjectId? last;
    private int count;

    /// <summary>The cell that is being written. Nothing of the session changes.</summary>
    public Document DocumentOf(string code)
    {
        if (NestingDepth.IsTooDeep(code)) throw new InsufficientExecutionStackException();
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions);
        if (NestingDepth.IsTooDeep(tree, CancellationToken.None)) throw new InsufficientExecutionStackException();
        var current = solution ?? new AdhocWorkspace(MefHostServices.DefaultHost).CurrentSolution;
        foreach (var cell in compiler.Accepted.Skip(count))
        {
            (current, last) = Add(current, cell.GetText(), cell.FilePath, last, count++);
        }
        solution = current;
        var (written, project) = Add(current, SourceText.From(code), "", last, count);
        return written.GetProject(project)!.Documents.Single();
    }

    private (Solution Solution, ProjectId Project) Add(Solution to, SourceText text, string path, ProjectId? previous, int number)
    {
        var project = ProjectId.CreateNewId();
        var info = ProjectInfo.Create(
            project,
            VersionStamp.Create(),
            $"cell-{number}",
            $"cell-{number}",
            LanguageNames.CSharp,
            compilationOptions: compiler.Options(number, references),
            parseOptions: SubmissionCompiler.ParseOptions,
            metadataReferences: references.OfPlatform,
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            isSubmission: true,
            hostObjectType: typeof(object));
        var document = DocumentInfo.Create(
            DocumentId.CreateNewId(project),
            "cell.csx",
            sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(text, VersionStamp.Create(), path)),
            filePath: path.Length > 0 ? path : null);
        return (to.AddProject(info).AddDocument(document), project);
    }
}
