using EchoNotebooks.Engine.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>
/// Divides C# into the pieces that an editor colours, by Roslyn's own classifier. It knows no library: a name is a type where
/// the grammar or the cell itself says so.
/// </summary>
internal sealed class CSharpLines : IDisposable
{
    private readonly AdhocWorkspace workspace = new(MefHostServices.Create(MefHostServices.DefaultAssemblies));

    /// <summary>The lines of a cell, each in pieces that together are the line.</summary>
    public IReadOnlyList<IReadOnlyList<CodeToken>> Of(string code)
    {
        var text = SourceText.From(code);
        var kinds = new CodeKind[code.Length];
        if (!IsTooDeep(text))
        {
            foreach (var span in Classified(text))
                if (KindOf(span.ClassificationType) is var kind and not CodeKind.Plain)
                    kinds.AsSpan(span.TextSpan.Start, span.TextSpan.Length).Fill(kind);
        }
        return [.. text.Lines.Select(line => Tokens(code, kinds, line.Start, line.End))];
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>The lines of a text in another language, each in one piece.</summary>
    public static IReadOnlyList<IReadOnlyList<CodeToken>> Plain(string code) =>
        [.. SourceText.From(code).Lines.Select(line => (IReadOnlyList<CodeToken>)[new CodeToken($"{line}", CodeKind.Plain)])];

    /// <summary>Roslyn reads by recursion.</summary>
    private static bool IsTooDeep(SourceText text) =>
        NestingDepth.IsTooDeep($"{text}")
        || NestingDepth.IsTooDeep(CSharpSyntaxTree.ParseText(text, SubmissionCompiler.ParseOptions), CancellationToken.None);

    private IEnumerable<ClassifiedSpan> Classified(SourceText text)
    {
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "cell", "cell", LanguageNames.CSharp,
            parseOptions: SubmissionCompiler.ParseOptions);
        var id = DocumentId.CreateNewId(project.Id);
        var solution = workspace.CurrentSolution.AddProject(project).AddDocument(id, "cell.csx", text);
        var document = solution.WithDocumentSourceCodeKind(id, SourceCodeKind.Script).GetDocument(id)!;
        return Classifier.GetClassifiedSpansAsync(document, new TextSpan(0, text.Length)).GetAwaiter().GetResult();
    }

    private static List<CodeToken> Tokens(string code, CodeKind[] kinds, int start, int end)
    {
        var tokens = new List<CodeToken>();
        for (int from = start, at = start; at < end; from = at)
        {
            while (at < end && kinds[at] == kinds[from]) at++;
            tokens.Add(new CodeToken(code[from..at], kinds[from]));
        }
        return tokens;
    }

    private static CodeKind KindOf(string classification) => classification switch
    {
        ClassificationTypeNames.Keyword or ClassificationTypeNames.ControlKeyword or ClassificationTypeNames.PreprocessorKeyword =>
            CodeKind.Keyword,
        ClassificationTypeNames.StringLiteral or ClassificationTypeNames.VerbatimStringLiteral
            or ClassificationTypeNames.StringEscapeCharacter => CodeKind.Text,
        ClassificationTypeNames.NumericLiteral => CodeKind.Number,
        ClassificationTypeNames.Comment => CodeKind.Comment,
        ClassificationTypeNames.ClassName or ClassificationTypeNames.StructName or ClassificationTypeNames.InterfaceName
            or ClassificationTypeNames.EnumName or ClassificationTypeNames.RecordClassName
            or ClassificationTypeNames.RecordStructName => CodeKind.Type,
        ClassificationTypeNames.MethodName => CodeKind.Method,
        _ => CodeKind.Plain,
    };
}
