using EchoNotebooks.Cli.Publishing;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What is published of a notebook beside its numbers.</summary>
public class PublishedNotebookTests
{
    [Theory]
    [InlineData("Usage : /home/kim/.cache/echo-notebooks/0123456789abcdef/echo_mpserv <port>", "Usage : ./echo_mpserv <port>")]
    [InlineData("\"/tmp/echo-notebooks-x1Y2z3/0123456789abcdef/a.out\"", "\"./a.out\"")]
    [InlineData("/srv/echo-notebooks/README.ko.md", "/srv/echo-notebooks/README.ko.md")]
    public void A_compiled_program_is_published_without_the_folder_of_who_ran_it(string told, string published)
    {
        var json = $$"""
            {"cells": [{"cell_type": "code", "id": "a", "source": "", "metadata": {}, "execution_count": 1, "outputs": [
              {"output_type": "stream", "name": "stdout", "text": [{{System.Text.Json.JsonSerializer.Serialize(told)}}]}]}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """;
        var notebook = Notebook.Parse(json, "/a.ipynb");
        PublishedNotebook.Make(notebook);
        Assert.Equal(published, (string?)notebook.Cells[0].Outputs[0]!["text"]![0]);
    }
}
