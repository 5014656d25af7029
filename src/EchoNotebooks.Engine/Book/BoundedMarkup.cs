using AngleSharp.Html.Parser;

namespace EchoNotebooks.Engine.Book;

/// <summary>Reads HTML of others up to a limit: so many elements, one in the other, take the parser seconds.</summary>
internal static class BoundedMarkup
{
    /// <summary>The options of a parser that gives up.</summary>
    /// <param name="mostElements">It throws <see cref="FormatException"/> where there are more.</param>
    public static HtmlParserOptions Options(int mostElements)
    {
        var count = 0;
        return new HtmlParserOptions
        {
            OnCreated = (_, _) =>
            {
                if (++count > mostElements) throw new FormatException($"more than {mostElements} elements");
            },
        };
    }
}
