using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>The signatures of the method whose arguments are being written.</summary>
internal static class Signatures
{
    /// <summary>One signature a line, each with its summary; null where no call is being written.</summary>
    public static async Task<string?> AtAsync(Document document, int position, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || root.FullSpan.IsEmpty) return null;
        var token = root.FindToken(Math.Clamp(position - 1, 0, Math.Max(0, root.FullSpan.End - 1)));
        var arguments = token.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(list => list.SpanStart < position);
        var call = arguments?.Parent;
        var symbols = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression, cancellation),
            BaseObjectCreationExpressionSyntax creation => model.GetMemberGroup(creation, cancellation),
            _ => [],
        };
        var lines = symbols.OfType<IMethodSymbol>().Take(20).Select(method => Describe(method, cancellation)).ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static string Describe(IMethodSymbol method, CancellationToken cancellation)
    {
        var signature = method.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        var summary = Summary(method.GetDocumentationCommentXml(cancellationToken: cancellation));
        return summary is { Length: > 0 } ? $"{signature}\n    {summary}" : signature;
    }

    private static string? Summary(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml)) return null;
        try
        {
            var text = XElement.Parse($"<doc>{xml}</doc>").Descendants("summary").FirstOrDefault()?.Value;
            return text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
