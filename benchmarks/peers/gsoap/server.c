/* Serves this peer: port, then the URL of the database. Every thread accepts connections and has one to PostgreSQL. */
#include "SoapDeskSoap.nsmap"
#include "desk.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 24, BACKLOG = 128, SECONDS = 60 };

static void *serve(void *given)
{
    struct soap *soap = given;
    for (;;) {
        if (soap_valid_socket(soap_accept(soap)))
            soap_serve(soap);
        soap_destroy(soap);
        soap_end(soap);
    }
    return NULL;
}

int main(int count, char **arguments)
{
    struct soap main_soap;
    pthread_t thread;
    if (count != 3)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    soap_init2(&main_soap, SOAP_IO_KEEPALIVE | SOAP_XML_STRICT | SOAP_C_UTFSTRING,
        SOAP_IO_KEEPALIVE | SOAP_IO_STORE | SOAP_XML_TREE | SOAP_C_UTFSTRING);
    main_soap.max_keep_alive = 1000000;
    main_soap.recv_timeout = main_soap.send_timeout = SECONDS;
    main_soap.bind_flags = SO_REUSEADDR;
    if (!soap_valid_socket(soap_bind(&main_soap, "127.0.0.1", atoi(arguments[1]), BACKLOG))) {
        soap_print_fault(&main_soap, stderr);
        return 1;
    }
    for (int each = 0; each < THREADS; each++) {
        struct soap *soap = soap_copy(&main_soap);
        soap->user = open_database(arguments[2]);
        pthread_create(&thread, NULL, serve, soap);
    }
    pthread_join(thread, NULL);
    return 0;
}
