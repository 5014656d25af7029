using EchoNotebooks.Engine.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>
/// Marks what is what in C#, by Roslyn's own classifier. It knows no library: a name is a type where
/// the grammar or the cell itself says so.
/// </summary>
internal sealed class CSharpLines : IDisposable
{
    private readonly AdhocWorkspace workspace = new(MefHostServices.Create(MefHostServices.DefaultAssemblies));

    /// <summary>Writes what each letter belongs to.</summary>
    /// <param name="code">The text.</param>
    /// <param name="kinds">As long as the text.</param>
    public void Mark(string code, CodeKind[] kinds)
    {
        var text = SourceText.From(code);
        if (IsTooDeep(text)) return;
        foreach (var span in Classified(text))
            if (KindOf(span.ClassificationType) is var kind and not CodeKind.Plain)
                kinds.AsSpan(span.TextSpan.Start, span.TextSpan.Length).Fill(kind);
    }

    public void Dispose() => workspace.Dispose();

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
