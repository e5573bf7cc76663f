import { type ReactElement, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import redoc from 'redoc';
import type { AppStore, MediaContentModel, OperationModel, ResponseModel, SchemaModel } from 'redoc';
import { EXTENSIBLE, tidy } from './redoc-markup.ts';
import { type Html, raw } from './html.ts';
import type { Document, Schema } from './openapi.ts';
import type { Words } from './words/index.ts';

const { OneOfSchema, OptionsProvider, Parameters, ResponseHeaders, StoreProvider, ThemeProvider } = redoc;

/** Redoc cuts a longer pattern and shows the rest on a click; without scripts there is no click. */
const longestPattern = 45;

const titleOf = (variant: SchemaModel): string => variant.title || `${variant.typePrefix}${variant.displayType}`;

/** Redoc shows the chosen variant of a `oneOf` only. A static page shows all. */
OneOfSchema.prototype.render = function render() {
  const { schema, ...rest } = this.props;
  const variants = schema.oneOf ?? [];
  const shapes = variants.filter((variant) => variant.type !== 'null');
  const label = shapes.length === 1 ? variants.map(titleOf).join(' or ') : schema.oneOfType;
  const draw = (variant: SchemaModel) => createElement(redoc.Schema, { ...rest, schema: variant });
  const drawn = shapes.map((variant, index) =>
    shapes.length === 1
      ? createElement('div', { key: variant.pointer }, draw(variant))
      : createElement(
          'details',
          { key: variant.pointer, open: index === 0 },
          createElement('summary', null, titleOf(variant)),
          draw(variant),
        ),
  );
  return createElement(
    'div',
    { className: 'variants' },
    createElement('p', { className: 'variants-label' }, label),
    drawn,
  );
};

/** A copy of the contract that says the same in words Redoc knows. */
function forRedoc(document: Document): Document {
  const rewrite = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (typeof node !== 'object' || node === null) return node;
    const schema: Schema = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value)]));
    const known = schema['x-extensible-enum'];
    // An open list of values: shown as an enum whose last value is a mark that the markup is recognised by.
    if (Array.isArray(known)) schema['enum'] = [...known, EXTENSIBLE];
    const pattern = schema['pattern'];
    if (typeof pattern === 'string' && pattern.length >= longestPattern) {
      delete schema['pattern'];
      schema['description'] =
        `${typeof schema['description'] === 'string' ? schema['description'] : ''}\n\nPattern: \`${pattern}\``;
    }
    // With a discriminator Redoc shows one variant and a drop-down.
    if (Array.isArray(schema['oneOf'])) delete schema['discriminator'];
    return schema;
  };
  return rewrite(document) as Document;
}

/** A part of the menu: a group of tags, a tag, or an operation outside any tag. */
export interface Section {
  kind: 'group' | 'tag';
  id: string;
  title: string;
  description?: string;
  sections: Section[];
  operations: OperationModel[];
}

/** What Redoc makes of a document: its order, its models, and its rendering of schemas. */
export interface Reader {
  sections: Section[];
  parameters(operation: OperationModel): Html;
  body(operation: OperationModel): { content: MediaContentModel; required: boolean; description: string } | undefined;
  headers(response: ResponseModel): Html;
  /** @param about What the fields are of, for the table's caption. */
  schema(schema: SchemaModel | undefined, direction: 'request' | 'response', about?: string): Html;
  /** A schema out of the document's components. */
  namedSchema(name: string): Html;
  /** A response out of the document's components. */
  namedResponse(name: string): ResponseModel;
}

const schemaElement = (schema: SchemaModel | undefined, direction: 'request' | 'response'): ReactElement =>
  createElement(redoc.Schema, {
    schema,
    skipReadOnly: direction === 'request',
    skipWriteOnly: direction === 'response',
  });

/** Opens a bundled document with Redoc. */
export async function readDocument(document: Document, words: Words): Promise<Reader> {
  const store: AppStore = await redoc.createStore({ ...forRedoc(document) }, undefined, {
    schemasExpansionLevel: 'all',
    sortRequiredPropsFirst: true,
    hidePropertiesPrefix: true,
    disableSearch: true,
    nativeScrollbars: true,
  });
  const render = (element: ReactElement, about?: string): Html => {
    const options = createElement(OptionsProvider, { value: store.options }, element);
    const inStore = createElement(StoreProvider, { value: store }, options);
    const markup = renderToStaticMarkup(createElement(ThemeProvider, { theme: store.options.theme }, inStore));
    return raw(tidy(markup, words.fields, about));
  };
  return {
    sections: sectionsOf(store),
    parameters: (operation) => render(createElement(Parameters, { parameters: operation.parameters })),
    body({ requestBody: body }) {
      return (
        body?.content && { content: body.content, required: body.required ?? false, description: body.description }
      );
    },
    headers: (response) => render(createElement(ResponseHeaders, { headers: response.headers })),
    schema: (schema, direction, about) => render(schemaElement(schema, direction), about),
    namedSchema(name) {
      const media = new redoc.MediaTypeModel(
        store.spec.parser,
        'application/json',
        false,
        { schema: { $ref: `#/components/schemas/${name}` } },
        store.options,
      );
      return render(schemaElement(media.schema, 'response'), `${words.fields.of} ${name}`);
    },
    namedResponse: (name) =>
      new redoc.ResponseModel({
        parser: store.spec.parser,
        code: 'default',
        defaultAsError: true,
        infoOrRef: { $ref: `#/components/responses/${name}` },
        options: store.options,
        isEvent: false,
      }),
  };
}

function sectionsOf(store: AppStore): Section[] {
  const loose: Section = { kind: 'tag', id: 'operations', title: 'Operations', sections: [], operations: [] };
  const read = (items: readonly unknown[]): Section[] =>
    items.flatMap((item) => {
      if (item instanceof redoc.OperationModel) {
        loose.operations.push(item);
        return [];
      }
      if (!(item instanceof redoc.GroupModel) || item.type === 'section') return [];
      const operations = item.items.filter((child) => child instanceof redoc.OperationModel);
      const sections = read(item.items.filter((child) => !(child instanceof redoc.OperationModel)));
      if (operations.length + sections.length === 0) return [];
      return {
        kind: item.type === 'group' ? 'group' : 'tag',
        id: item.id,
        title: item.name,
        ...(item.description === undefined ? {} : { description: item.description }),
        sections,
        operations,
      } satisfies Section;
    });
  const sections = read(store.menu.items);
  return loose.operations.length > 0 ? [...sections, loose] : sections;
}
