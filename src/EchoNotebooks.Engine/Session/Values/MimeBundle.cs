using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace EchoNotebooks.Engine.Session;

/// <summary>Values turned into MIME type and text by Microsoft.DotNet.Interactive.Formatting.</summary>
internal static class MimeBundle
{
    public const string Plain = "text/plain";

    private const string Html = "text/html";

    // How the formatter wraps what has no view of its own: a style sheet around the text that stands beside it anyway.
    private const string PlainInHtml = "<div class=\"dni-plaintext\">";

    /// <summary>A longer output is not read any more; it is cut off here, of whatever type.</summary>
    public const int Limit = 16 * 1024 * 1024;

    /// <summary>
    /// The types that the value's formatter prefers, or those asked for, and always text/plain for readers without
    /// pictures. A formatter that throws costs that one view only.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(object? value, params IReadOnlyCollection<string> mimeTypes)
    {
        if (value is IReadOnlyDictionary<string, string> ready) return ready;
        // Its parts are the compiler's machinery; a reader who sees it has forgotten an await.
        if (value is Task task) return new Dictionary<string, string> { [Plain] = InWords(task) };
        var wanted = mimeTypes.Count > 0 ? mimeTypes : Preferred(value);
        var bundle = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mimeType in wanted) Add(bundle, value, mimeType);
        var isPlain = bundle.GetValueOrDefault(Html)?.StartsWith(PlainInHtml, StringComparison.Ordinal) == true;
        if (mimeTypes.Count == 0 && isPlain) bundle.Remove(Html);
        if (mimeTypes.Count == 0 || bundle.Count == 0) Add(bundle, value, Plain);
        return bundle;
    }

    private static string InWords(Task task)
    {
        var type = task.GetType();
        while (type != typeof(Task) && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))) type = type.BaseType!;
        // A task without a result is, inside, a Task of a type that has no public name.
        var name = type.IsGenericType && type.GenericTypeArguments[0].IsVisible ? $"Task<{type.GenericTypeArguments[0].Name}>" : "Task";
        return $"{name}: " + task.Status switch
        {
            TaskStatus.RanToCompletion => "끝난 비동기 작업이다. 결과를 보려면 앞에 await를 붙인다.",
            TaskStatus.Faulted => $"실패한 비동기 작업이다({task.Exception!.InnerException!.Message}). 앞에 await를 붙이면 오류가 이 셀에 나온다.",
            TaskStatus.Canceled => "취소된 비동기 작업이다.",
            _ => "아직 끝나지 않은 비동기 작업이다. 앞에 await를 붙이면 끝나기를 기다려 결과를 받는다.",
        };
    }

    private static IReadOnlyCollection<string> Preferred(object? value) => value switch
    {
        null => [Plain],
        IHtmlContent => [Html],
        _ => Formatter.GetPreferredMimeTypesFor(value.GetType()),
    };

    private static void Add(Dictionary<string, string> bundle, object? value, string mimeType)
    {
        if (bundle.ContainsKey(mimeType)) return;
        string text;
        try
        {
            text = mimeType == Plain && value is IHtmlContent ? "(HTML 출력)" : CellTypeNames.AsWritten(value.ToDisplayString(mimeType));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (mimeType != Plain) return;
            text = $"{CellTypeNames.AsWritten($"{value?.GetType()}")} (글로 바꾸다가 난 오류: {e.Message})";
        }
        if (text.Length > Limit)
        {
            if (mimeType != Plain) return;
            text = new StringBuilder(text, 0, Limit / 16, Limit / 16 + 64).Append("\n(너무 길어 여기서 잘랐다.)").ToString();
        }
        bundle[mimeType] = text;
    }
}
